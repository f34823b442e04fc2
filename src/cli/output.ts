import type { Writable } from 'node:stream'

/** Where a command prints: results on `out`, everything else on `err`; `json` when a tool reads them. */
export interface Output {
  out: Writable
  err: Writable
  json: boolean
}

/** Prints a result: one JSON document, or the lines for a person. */
export function print(output: Output, data: unknown, lines: readonly string[]): void {
  output.out.write(output.json ? `${JSON.stringify(data, null, 2)}\n` : lines.map((line) => `${line}\n`).join(''))
}

/** Lays rows out in columns, two spaces apart, under upper-case headings. Empty: the sentence given. */
export function table(headings: readonly string[], rows: readonly (readonly unknown[])[], empty: string): string[] {
  if (rows.length === 0) return [empty]
  const cells = [
    headings.map((heading) => heading.toUpperCase()),
    ...rows.map((row) => row.map((cell) => String(cell ?? '-'))),
  ]
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
