/** Project pages due are counted up to here; more of them means that the farm lags behind PyPI. */
export const dirtyBound = 1_000

/** After how long without an answer from PyPI the farm counts as lagging, in milliseconds. */
export const upstreamSilentMs = 600_000

/** Most bytes of a log in one answer. */
export const maxLogBytes = 65_536
