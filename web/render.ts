import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** A whole HTML document. Everything that is not markup of ours is escaped by Preact. */
export const renderPage = (page: VNode): string => `<!doctype html>${renderToString(page)}`
