import { expect, test } from 'vitest'
import { readAction } from '../../src/sync/action.ts'

test.each([
  ['create', null, null],
  ['new release', '1.0', null],
  ['add source file demo-1.0.tar.gz', '1.0', null],
  ['unyank release', '1.0', null],
  ['project quarantine cleared', null, null],
  ['release quarantine cleared', '1.0', null],
  ['rename from Old', null, null],
  ['whatever comes next', null, null],
  ['', null, null],
  ['remove project', null, { kind: 'package', gone: 'REMOVED' }],
  ['remove', null, { kind: 'package', gone: 'REMOVED' }],
  ['project quarantined', null, { kind: 'package', gone: 'QUARANTINED' }],
  ['remove', '1.0', { kind: 'release', version: '1.0', gone: 'REMOVED' }],
  ['remove release', '1.0', { kind: 'release', version: '1.0', gone: 'REMOVED' }],
  ['release quarantined', '1.0', { kind: 'release', version: '1.0', gone: 'QUARANTINED' }],
  ['remove release', null, null],
  ['yank release', '1.0', { kind: 'yank', version: '1.0' }],
  ['remove file demo-1.0.tar.gz', '1.0', { kind: 'file', filename: 'demo-1.0.tar.gz' }],
  ['remove file demo-&#233;&#0;.zip', '1.0', { kind: 'file', filename: 'demo-é&#0;.zip' }],
  ['remove Owner file x', null, null],
])('%j at version %j asks for the page and hides %j', (action, version, hide) => {
  expect(readAction(action, version)).toEqual({ fetch: true, hide })
})

test.each([
  'add Owner ann',
  'remove Maintainer ann',
  'change Owner ann to Maintainer',
  'invite Owner ann',
  'revoke_invite Maintainer ann',
  'accepted Owner ann',
])('%j asks for nothing: it changes no page', (action) => {
  expect(readAction(action, null)).toEqual({ fetch: false, hide: null })
})
