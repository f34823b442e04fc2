import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileUrl } from '../../src/sync/file-url.ts'
import { readFileName, VersionIndex } from '../../src/sync/file-version.ts'
import { readIndex } from '../../src/sync/index-page.ts'
import { readProjectPage } from '../../src/sync/page.ts'
import { readDescription, readJsonAsPage } from '../../src/sync/project-json.ts'
import { readAnswer, writeCall } from '../../src/sync/xml-rpc.ts'

const https = 'https://pypi.example/simple/demo/'
const http = 'http://127.0.0.1:8080/simple/demo/'
test.each([
  [https, 'https://files.example/a/demo.zip#sha256=00', 'https://files.example/a/demo.zip'],
  [https, '../../files/demo.zip', 'https://pypi.example/files/demo.zip'],
  [https, 'http://files.example/demo.zip', null],
  [https, 'http://pypi.example/demo.zip', null],
  [https, 'file:///etc/passwd', null],
  [https, 'javascript:alert(1)', null],
  [https, 'https://user:secret@files.example/demo.zip', null],
  [https, 'https://files.example/a/../b/demo.zip', null],
  [https, 'https://files.example/a/%2E%2e/b/demo.zip', null],
  [https, 'https://127.0.0.1/demo.zip', null],
  [https, 'https://[::1]/demo.zip', null],
  [https, 'https://0x7f000001/demo.zip', null],
  [https, 'https://localhost/demo.zip', null],
  [https, 'https://db.localhost/demo.zip', null],
  [https, `https://files.example/${'x'.repeat(2_000)}`, null],
  [https, 'https://', null],
  [http, 'http://127.0.0.1:8080/packages/demo.zip', 'http://127.0.0.1:8080/packages/demo.zip'],
  [http, 'http://127.0.0.1:8081/packages/demo.zip', null],
  [http, 'https://files.example/demo.zip', null],
  [http, '//169.254.169.254/latest', null],
])('on %s the address %s leads to %j', (page, raw, url) => {
  expect(fileUrl(raw, page)).toBe(url)
})

test('a listed version is found by its own spelling before an equal one', () => {
  const versions = new VersionIndex(['1.0.0', '1.0', '2.0-RC1', 'final'])
  expect(['1.0', '1.0.0', '1', '2.0rc1', 'Final', '3.0'].map((text) => versions.find(text))).toEqual([
    '1.0',
    '1.0.0',
    '1.0.0',
    '2.0-RC1',
    'final',
    null,
  ])
})

test('a wheel whose tags are too many to index is kept without them', () => {
  const many = Array.from({ length: 30 }, (_, at) => `cp3${at}`).join('.')
  const filename = `demo-1.0-${many}-abi3.none.x-linux_x86_64.any.whl`
  expect(readFileName(filename, 'demo', new VersionIndex(['1.0']))).toEqual({
    version: '1.0',
    kind: 'wheel',
    tags: null,
  })
})

const source = { project: 'demo', url: https, place: '/simple/demo/', headerSerial: 7 as number | null }
const page = { meta: { 'api-version': '1.0', '_last-serial': 9 }, name: 'Demo', files: [], versions: [] }

test('header and body may disagree on the serial: the older one is proven, none proves nothing', () => {
  expect(readProjectPage(page, source).serial).toBe(7)
  expect(readProjectPage(page, { ...source, headerSerial: 12 }).serial).toBe(9)
  expect(readProjectPage(page, { ...source, headerSerial: null }).serial).toBe(9)
  expect(readProjectPage({ ...page, meta: { 'api-version': '1.0' } }, { ...source, headerSerial: null }).serial).toBe(0)
})

test.each([
  ['another project', { ...page, name: 'other' }],
  ['another major version', { ...page, meta: { 'api-version': '2.0' } }],
  ['no list of files', { ...page, files: {} }],
  ['a negative serial', { ...page, meta: { 'api-version': '1.0', '_last-serial': -1 } }],
  ['no object', 'page'],
])('a page with %s is refused', (_, json) => {
  expect(() => readProjectPage(json, source)).toThrow(expect.objectContaining({ code: 'PAGE_INVALID' }))
})

test('an unknown status is told and taken for active', () => {
  const read = readProjectPage({ ...page, 'project-status': { status: 'dreaming' } }, source)
  expect([read.status, read.faults.map((fault) => fault.code)]).toEqual(['active', ['PAGE_STATUS']])
})

test('the other address tells the same files, keys of any name among them', () => {
  const file = (filename: string) => ({
    filename,
    url: `https://files.example/${filename}`,
    digests: { sha256: 'aa'.repeat(32), md5: 'x' },
    size: 3,
    upload_time_iso_8601: '2024-01-02T03:04:05Z',
    requires_python: null,
    yanked: true,
    yanked_reason: filename.startsWith('demo-1') ? 'why' : null,
  })
  const json: unknown = JSON.parse(
    JSON.stringify({
      info: { name: 'Demo', summary: '' },
      last_serial: 8,
      releases: { '1.0': [file('demo-1.0.tar.gz')], PROTO: [file('demo-__proto__.tar.gz')], '3.0': [], '4.0': null },
    }).replace('PROTO', '__proto__'),
  )
  const read = readJsonAsPage(json, source)
  expect([read.serial, read.status, read.versions]).toEqual([7, null, ['1.0', '__proto__']])
  expect(
    read.files.map(({ filename, version, yanked, yankedReason }) => [filename, version, yanked, yankedReason]),
  ).toEqual([
    ['demo-1.0.tar.gz', '1.0', true, 'why'],
    ['demo-__proto__.tar.gz', '__proto__', true, null],
  ])
  expect(readDescription(json, source)).toEqual({ displayName: 'Demo', summary: null })
})

test('the list of all projects, as it comes: what is none counted, no list without a serial', async () => {
  const projects = [
    { name: 'A.b', '_last-serial': 3 },
    { name: 'a-b', '_last-serial': 4 },
    { name: '-' },
    null,
    { name: 'c' },
  ]
  const meta = { 'api-version': '1.4', '_last-serial': 9 }
  expect(await readList({ projects, meta })).toEqual({
    serial: 9,
    entries: [
      { name: 'a-b', displayName: 'A.b', serial: 3 },
      { name: 'a-b', displayName: 'a-b', serial: 4 },
      { name: 'c', displayName: 'c', serial: 0 },
    ],
    malformed: 2,
  })
  const faulty = [{ meta: { 'api-version': '1.4' }, projects }, { meta: { ...meta, 'api-version': '2.0' } }, [], 'no']
  for (const json of [...faulty, { meta, projects: ['x'.repeat(70_000)] }]) {
    await expect(readList(json)).rejects.toMatchObject({ code: 'INDEX_INVALID' })
  }
})

/** Reads a list that comes in pieces of every size. */
async function readList(json: unknown) {
  async function* pieces() {
    const bytes = Buffer.from(`${JSON.stringify(json, null, 1)}\n`)
    for (let at = 0, size = 1; at < bytes.length; at += size, size = (size % 7) + 1) yield bytes.subarray(at, at + size)
  }
  const reader = readIndex(pieces(), null)
  const entries = []
  for await (const part of reader.projects()) entries.push(...part)
  return { entries, ...reader.end() }
}

const answer = (value: string) =>
  `<?xml version="1.0"?>\n<methodResponse><params><param>${value}</param></params></methodResponse>`
test.each([
  ['<value><int>-7</int></value>', -7],
  ['<value><i8>4294967296</i8></value>', 4_294_967_296],
  ['<value><int>seven</int></value>', Number.NaN],
  ['<value><double>1.5</double></value>', Number.NaN],
  ['<value><nil/></value>', null],
  ['<value>bare &amp; &lt;b&gt; &#233; text</value>', 'bare & <b> é text'],
  ['<value><string>&amp;#233;</string></value>', '&#233;'],
  ['<value><string><![CDATA[<a>&amp;]]></string></value>', '<a>&amp;'],
  ['<value><string/></value>', ''],
  ['<value/>', ''],
  ['<value><array><data><value>a</value> <value><int>1</int></value></data></array></value>', ['a', 1]],
])('%s is read as %j', (xml, value) => {
  expect(readAnswer(answer(xml))).toEqual({ kind: 'value', value })
})

test.each([
  ['a document type', `<!DOCTYPE x [<!ENTITY a "aaaa">]>${answer('<value>&a;</value>')}`],
  ['half a document', answer('<value>a</value>').slice(0, -20)],
  ['HTML', '<html><body>503</body></html>'],
  ['nothing', ''],
  ['no XML', 'Too many requests'],
  ['two values', answer('<value>a</value><value>b</value>')],
  ['nesting without end', answer(`${'<value><array><data>'.repeat(20)}${'</data></array></value>'.repeat(20)}`)],
  ['an entity of nobody', answer('<value>&nbsp;</value>')],
  ['a reference to no character', answer('<value>&#1114112;</value>')],
  ['a comment without end', answer('<value><!-- a</value>')],
  ['an end of something else', answer('<value><string>a</int></value>')],
  [
    'more values than any answer has',
    answer(`<value><array><data>${'<value/>'.repeat(400_001)}</data></array></value>`),
  ],
  ['nesting that the parser refuses', answer(`${'<value>'.repeat(500)}${'</value>'.repeat(500)}`)],
])('%s is refused', (_, xml) => {
  expect(() => readAnswer(xml)).toThrow(expect.objectContaining({ code: 'XML_INVALID' }))
})

test('any text at all is read or refused, and nothing else is thrown', () => {
  const piece = fc.constantFrom(
    '<value>',
    '</value>',
    '<int>',
    '</int>',
    '<array>',
    '<data>',
    '<struct>',
    '&amp;',
    '&#0;',
    '<![CDATA[',
    ']]>',
    '<!--',
    'x',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
      try {
        readAnswer(answer(pieces.join('')))
      } catch (error) {
        expect(error).toMatchObject({ code: 'XML_INVALID' })
      }
    }),
    { numRuns: 2_000 },
  )
})

const python = spawnSync('python3', ['--version']).status === 0
test.skipIf(!python)("Python's own XML-RPC reads what we write and we read what it writes", () => {
  const rows = [
    ['Demo.Pkg', null, 1_700_000_000, 'add source file a &#233; <b> "é" \u{1f600}', 30_000_001],
    [null, '1.0', 0, '', 1],
  ]
  const script = `import json, sys, xmlrpc.client as x
call, rows = json.load(sys.stdin)
params, method = x.loads(call)
fault = x.dumps(x.Fault(-32500, 'HTTPTooManyRequests'), methodresponse=True)
json.dump([list(params), method, x.dumps((rows,), methodresponse=True, allow_none=True), fault], sys.stdout)`
  const run = spawnSync('python3', ['-c', script], {
    input: JSON.stringify([writeCall('changelog_since_serial', [42]), rows]),
    encoding: 'utf8',
  })
  const [params, method, value, fault]: unknown[] = JSON.parse(run.stdout)

  expect([params, method]).toEqual([[42], 'changelog_since_serial'])
  expect(readAnswer(String(value))).toEqual({ kind: 'value', value: rows })
  expect(readAnswer(String(fault))).toEqual({ kind: 'fault', code: -32_500, text: 'HTTPTooManyRequests' })
})
