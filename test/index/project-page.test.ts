import { describe, expect, test } from 'vitest'
import { renderProjectHtml, renderProjectJson } from '../../src/index/project-page.ts'
import { renderRootHtml, renderRootJson } from '../../src/index/root-page.ts'
import type { IndexWheel } from '../../src/store/index-pages.ts'

const sha256 = 'a'.repeat(64)
const metadataSha256 = 'b'.repeat(64)

function wheel(given: Partial<IndexWheel> = {}): IndexWheel {
  return {
    filename: 'demo-1.0-py3-none-any.whl',
    version: '1.0',
    sha256,
    size: 1_234,
    metadataSha256,
    requiresPython: null,
    yanked: false,
    yankedReason: null,
    publishedAt: new Date('2026-01-02T03:04:05.678Z'),
    ...given,
  }
}

const hostile = `<script>"'&\u0000\u001b[31m\u202eevil\n${'x'.repeat(2_000)}`

describe('JSON', () => {
  const parse = (wheels: readonly IndexWheel[]) => JSON.parse(renderProjectJson('demo', wheels))

  test('says all that PEP 691, 700 and 714 want, and nothing that an installer chokes on', () => {
    expect(parse([wheel({ requiresPython: '>=3.7' })])).toEqual({
      meta: { 'api-version': '1.4' },
      name: 'demo',
      versions: ['1.0'],
      files: [
        {
          filename: 'demo-1.0-py3-none-any.whl',
          url: `../../files/demo-1.0-py3-none-any.whl#sha256=${sha256}`,
          hashes: { sha256 },
          'requires-python': '>=3.7',
          size: 1_234,
          'upload-time': '2026-01-02T03:04:05.678000Z',
          yanked: false,
          'core-metadata': { sha256: metadataSha256 },
        },
      ],
    })
  })

  test('leaves out what there is not: no value is ever null', () => {
    const text = renderProjectJson('demo', [wheel(), wheel({ requiresPython: '', yanked: true, yankedReason: '' })])
    expect(text).not.toContain('null')
    expect(text).not.toContain('requires-python')
    expect(text.endsWith('}\n')).toBe(true)
  })

  test.each([
    [false, 'not looked at', false],
    [true, null, true],
    [true, '', true],
    [true, ' \u0007 ', true],
    [true, 'broken on armv6', 'broken on armv6'],
  ])('yanked %j for %j is %j', (yanked, yankedReason, told) => {
    expect(parse([wheel({ yanked, yankedReason })]).files[0].yanked).toBe(told)
  })

  test('names each version once, in the order of the files', () => {
    const page = parse([wheel({ version: '0.9' }), wheel(), wheel({ filename: 'demo-1.0-1-py3-none-any.whl' })])
    expect(page.versions).toEqual(['0.9', '1.0'])
    expect(page.files).toHaveLength(3)
  })

  test('quotes a local version and other odd characters in the address', () => {
    const { files } = parse([wheel({ filename: 'demo-1.0+x!-py3-none-any.whl' })])
    expect(files[0].filename).toBe('demo-1.0+x!-py3-none-any.whl')
    expect(files[0].url).toContain('../../files/demo-1.0%2Bx!-py3-none-any.whl#')
  })

  test("a stranger's reason loses what would act on a terminal, and its length", () => {
    const { yanked } = parse([wheel({ yanked: true, yankedReason: hostile })]).files[0]
    expect(yanked).toMatch(/^<script>"'& evil x+$/)
    expect(yanked).toHaveLength(1_000)
  })
})

describe('HTML', () => {
  test('says all that PEP 503, 658 and 714 want', () => {
    expect(renderProjectHtml('demo', [wheel({ requiresPython: '>=3.7,<4' })])).toBe(`<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="pypi:repository-version" content="1.4">
<title>Links for demo</title>
</head>
<body>
<h1>Links for demo</h1>
<a href="../../files/demo-1.0-py3-none-any.whl#sha256=${sha256}" data-requires-python="&gt;=3.7,&lt;4" data-dist-info-metadata="sha256=${metadataSha256}" data-core-metadata="sha256=${metadataSha256}">demo-1.0-py3-none-any.whl</a><br>
</body>
</html>
`)
  })

  test('a yank without a reason is an empty value, not a bare attribute', () => {
    expect(renderProjectHtml('demo', [wheel({ yanked: true })])).toContain(' data-yanked="" ')
    expect(renderProjectHtml('demo', [wheel({ yankedReason: 'left over' })])).not.toContain('data-yanked')
  })

  test('nothing that a stranger wrote becomes markup', () => {
    const page = renderProjectHtml('demo', [
      wheel({ filename: `demo"><script>.whl`, requiresPython: `"'<&>`, yanked: true, yankedReason: hostile }),
    ])
    expect(page).not.toContain('<script')
    expect(page).toContain('data-requires-python="&quot;&#39;&lt;&amp;&gt;"')
    expect(page.match(/<a [^<>]*>[^<>]*<\/a>/g)).toHaveLength(1)
  })
})

describe('the root', () => {
  const projects = [{ name: 'a-b', displayName: 'A.B' }]

  test('lists projects by their display name, in JSON and HTML', () => {
    expect(JSON.parse(renderRootJson(projects))).toEqual({
      meta: { 'api-version': '1.4' },
      projects: [{ name: 'A.B' }],
    })
    expect(renderRootHtml(projects)).toContain('<a href="a-b/">A.B</a><br>\n')
  })

  test('escapes display names', () => {
    expect(renderRootHtml([{ name: 'x', displayName: '<b>' }])).toContain('>&lt;b&gt;<')
  })
})
