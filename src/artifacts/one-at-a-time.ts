/** Runs the tasks of one key one after the other, in the order they came; tasks of other keys do not wait for them. */
export function oneAtATime<Key>(): <T>(key: Key, task: () => Promise<T>) => Promise<T> {
  const last = new Map<Key, Promise<unknown>>()
  return (key, task) => {
    const before = last.get(key) ?? Promise.resolve()
    const result = before.then(task)
    const settled = result.catch(() => {})
    last.set(key, settled)
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key)
    })
    return result
  }
}
