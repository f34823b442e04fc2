import type { ApolloServerPlugin } from '@apollo/server'
import type { Context } from './context.ts'

/** The requests in which errors happened. */
export interface RequestIds {
  plugin: ApolloServerPlugin<Context>
  /** Undefined for what was refused before it was an operation. */
  of(error: unknown): string | undefined
}

/**
 * Remembers in which request an error happened, for Apollo formats errors in a place that knows no context. Without AsyncLocalStorage,
 * which on Node 20 makes every promise of the process dearer.
 */
export function openRequestIds(): RequestIds {
  const ids = new WeakMap<object, string>()
  return {
    plugin: {
      requestDidStart: async ({ contextValue }) => ({
        didEncounterErrors: async ({ errors }) => {
          for (const error of errors) ids.set(error, contextValue.requestId)
        },
      }),
    },
    of: (error) => (typeof error === 'object' && error !== null ? ids.get(error) : undefined),
  }
}
