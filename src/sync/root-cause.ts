/** What is really wrong: drizzle's own message repeats the statement with its values, which may be megabytes. */
export function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error
}
