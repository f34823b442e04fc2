import Negotiator from 'negotiator'

export const simpleJson = 'application/vnd.pypi.simple.v1+json'
const simpleHtml = 'application/vnd.pypi.simple.v1+html'

/** Best first where the client does not care; `latest` is an alias of v1 (PEP 691). */
const offered = [
  'text/html',
  simpleHtml,
  simpleJson,
  'application/vnd.pypi.simple.latest+json',
  'application/vnd.pypi.simple.latest+html',
]

/** The type that PyPI answers a `/simple/` request with: what the client likes best, else `text/html`, never a 406. */
export function chooseSimpleType(accept: string | undefined): string {
  const chosen = new Negotiator({ headers: { accept } }).mediaType(offered) ?? 'text/html'
  return chosen.replace('.latest+', '.v1+')
}
