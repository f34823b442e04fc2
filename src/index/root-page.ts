import type { IndexProject } from '../store/index-pages.ts'
import { escapeHtml } from './escape-html.ts'
import { API_VERSION } from './project-page.ts'

/** The list of all projects, as PEP 691 wants it. */
export function renderRootJson(projects: readonly IndexProject[]): string {
  const page = {
    meta: { 'api-version': API_VERSION },
    projects: projects.map(({ displayName }) => ({ name: displayName })),
  }
  return `${JSON.stringify(page)}\n`
}

/** The list of all projects, as PEP 503 wants it. */
export function renderRootHtml(projects: readonly IndexProject[]): string {
  const anchors = projects.map(({ name, displayName }) => `<a href="${name}/">${escapeHtml(displayName)}</a><br>\n`)
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="pypi:repository-version" content="${API_VERSION}">
<title>Simple index</title>
</head>
<body>
${anchors.join('')}</body>
</html>
`
}
