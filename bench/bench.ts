import { cpus, loadavg, totalmem } from 'node:os'

/** What a bench works with while it runs. */
export interface Bench {
  /** Aborted by the first Ctrl-C: measure no more, come to an end. */
  signal: AbortSignal
  /** Tells how far it is, on stderr. */
  say(line: string): void
  /** Takes the release of what was just opened; everything is released at the end, last in first out. */
  opened(name: string, release: () => Promise<void>): void
}

/** What a bench found: tables for people, figures for programs. */
export interface Findings {
  tables: readonly Table[]
  /** Every figure, with its unit in its name. */
  figures: Record<string, unknown>
}

export interface Table {
  title: string
  columns: readonly string[]
  rows: readonly (readonly (string | number)[])[]
  /** How the figures were come by, a line each. */
  notes?: readonly string[]
}

/** The machine and how busy it is: figures of two runs compare only where these agree. */
export function machine() {
  const [first] = cpus()
  return {
    processor: first?.model.trim() ?? 'unknown',
    processors: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
    load1: round(loadavg()[0] ?? 0, 2),
  }
}

/** To so many digits after the point. */
export function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits))
}

/** A table in plain text: the first column to the left, figures to the right. */
export function tableText({ title, columns, rows, notes = [] }: Table): string {
  const lines = [columns, ...rows].map((row) => row.map(String))
  const widths = columns.map((_, place) => Math.max(...lines.map((line) => line[place]?.length ?? 0)))
  const pad = (cell: string, place: number) =>
    place === 0 ? cell.padEnd(widths[place] ?? 0) : cell.padStart(widths[place] ?? 0)
  const [head = '', ...body] = lines.map((line) => line.map(pad).join('  ').trimEnd())
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  return [title, '', head, rule, ...body, ...notes.map((note) => `  ${note}`), ''].join('\n')
}
