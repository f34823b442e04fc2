import { expect, test } from 'vitest'
import { choosePageType } from '../../src/index/page-type.ts'

const json = 'application/vnd.pypi.simple.v1+json'
const html1 = 'application/vnd.pypi.simple.v1+html'
const html = 'text/html; charset=utf-8'
const latest = 'application/vnd.pypi.simple.latest'

test.each([
  ['no header', undefined, html],
  ['pip up to 22.1', 'text/html', html],
  ['pip since 22.2', `${json}, ${html1}; q=0.1, text/html; q=0.01`, json],
  ['uv', `${json}, ${html1};q=0.2, text/html;q=0.01`, json],
  ['curl', '*/*', html],
  ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', html],
  ['JSON among equals, whatever the order', `text/html, ${html1}, ${json}`, json],
  ['JSON through a group', 'application/*', json],
  ['HTML by name beats JSON through anything', 'text/html, */*', html],
  ['versioned HTML when asked for', html1, html1],
  ['the higher quality', `${json};q=0.5, text/html;q=0.6`, html],
  ['a quality with spaces', `text/html ; q = 0.1 , ${html1} ;q=0.2`, html1],
  ['latest is v1', `${latest}+json`, json],
  ['latest HTML is v1', `${latest}+html`, html1],
  ['any spelling', 'APPLICATION/VND.PYPI.SIMPLE.V1+JSON', json],
  ['other parameters', `${json};charset=utf-8;q=1`, json],
  ['not JSON', `${json};q=0, application/*;q=0.5`, html1],
  ['a refusal of the group', `application/*;q=0, ${json};q=0.3`, json],
  ['nothing we have', 'application/json', html],
  ['nothing at all', 'text/html;q=0, */*;q=0', html],
  ['an unreadable quality', `${json};q=high, text/html;q=0.1`, html],
  ['a quality beyond one', `${json};q=5, text/html;q=0.1`, html],
  ['nonsense', ';;,,/;q=,text', html],
  ['an empty header', '', html],
])('%s', (_, accept, contentType) => {
  expect(choosePageType(accept).contentType).toBe(contentType)
  expect(choosePageType(accept).form).toBe(contentType === json ? 'json' : 'html')
})
