import type { InterpreterFacts } from '../../schema/farm-api.ts'

/** What a builder of the bench is started with, as JSON in its first argument. */
export interface BuilderSetup {
  serverUrl: string
  token: string
  name: string
  facts: InterpreterFacts
  /** Jobs in hand at once. */
  atOnce: number
}

/** What it tells the bench. */
export type FromBuilder =
  | { kind: 'ready' }
  /** When reports, and when calls of any kind, were answered, in milliseconds since 1970 with fractions; and what did not go through. */
  | { kind: 'answered'; at: number[]; anyAt: number[]; faults: string[] }
