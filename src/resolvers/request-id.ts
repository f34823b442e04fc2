import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * The id of the request that is being answered. Apollo formats errors in a place that knows no context, and some of them
 * before there is one.
 */
export const requestIds = new AsyncLocalStorage<string>()
