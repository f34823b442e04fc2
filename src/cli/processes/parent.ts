/** Set for a child whose stdin is a pipe that its parent holds and never writes to: it ends when the parent does, however that ends. */
export const STDIN_VARIABLE = 'WHEELYARD_STOP_WITH_STDIN'

/**
 * Calls back once when the parent is gone, if this process was started by one that holds its stdin.
 * @returns a function that stops watching
 */
export function followStdin(onEnd: () => void): () => void {
  if (process.env[STDIN_VARIABLE] !== '1') return () => {}
  delete process.env[STDIN_VARIABLE] // our own children's stdin is another matter
  const { stdin } = process
  stdin.once('error', onEnd).once('end', onEnd).resume()
  stdin.unref()
  return () => void stdin.off('error', onEnd).off('end', onEnd).pause()
}
