import { describe, expect, test } from 'vitest'
import { judgeWheels } from '../../src/jobs/judge-wheel.ts'
import { publicName } from '../../src/jobs/public-name.ts'
import { isReportOfUse, type ReportSituation } from '../../src/jobs/use-of-report.ts'
import { parseWheelName } from '../../src/ladder/wheel-name.ts'
import { acceptedTags } from '../support/rows.ts'

describe('wheels', () => {
  const assignment = {
    package: 'some-package',
    version: '1.0.0',
    platform: 'linux_armv7l',
    accepted: new Set(acceptedTags(11, 'linux_armv7l')),
  }
  const wheel = (filename: string, machines: string[] = []) => ({
    filename,
    contents: { name: parseWheelName(filename), machines },
  })

  test.each([
    ['a pure one', wheel('some_package-1.0-py3-none-any.whl')],
    ['a compiled one', wheel('Some.Package-1.0-cp311-cp311-linux_armv7l.whl', ['arm'])],
    ['a pure one with data for another machine', wheel('some_package-1.0-py3-none-any.whl', ['x86_64'])],
  ])('%s is good', (_what, good) => {
    expect(judgeWheels([good], assignment)).toBeNull()
  })

  test.each([
    ['of another project', [wheel('other-1.0-py3-none-any.whl')], true],
    ['of another version', [wheel('some_package-1.1-py3-none-any.whl')], true],
    ['of a local version', [wheel('some_package-1.0+pi-py3-none-any.whl')], true],
    ['unreadable', [{ filename: 'a.whl', contents: null, fault: 'no zip' }], false],
    ['compiled for another machine', [wheel('some_package-1.0-cp311-cp311-linux_armv7l.whl', ['x86_64'])], false],
    ['compiled, but for any platform', [wheel('some_package-1.0-py3-none-any.whl', ['arm'])], false],
    ['not for this Python', [wheel('some_package-1.0-cp312-cp312-linux_armv7l.whl')], false],
    ['one good, one bad', [wheel('some_package-1.0-py3-none-any.whl'), wheel('other-1.0-py3-none-any.whl')], true],
    ['none', [], false],
  ])('%s is not', (_what, bad, endsClimb) => {
    expect(judgeWheels(bad, assignment)).toEqual({ line: expect.any(String), endsClimb })
  })

  test('no wheel has a version that is none', () => {
    const legacy = { ...assignment, version: '2004d' }
    expect(judgeWheels([wheel('some_package-2004-py3-none-any.whl')], legacy)).toMatchObject({ endsClimb: true })
  })
})

describe('public names', () => {
  const given = (filename: string, ofThisBuild = false) => ({
    filename,
    buildTag: parseWheelName(filename).buildTag,
    ofThisBuild,
  })
  test.each([
    ['the first keeps its name', 'a-1-py3-none-any.whl', [], 'a-1-py3-none-any.whl'],
    [
      'another family does not matter',
      'a-1-py3-none-any.whl',
      [given('a-1-7-cp39-cp39-linux_x86_64.whl')],
      'a-1-py3-none-any.whl',
    ],
    ['a taken name gets a tag', 'a-1-py3-none-any.whl', [given('a-1-py3-none-any.whl')], 'a-1-1-py3-none-any.whl'],
    [
      'the tag is above all of the family',
      'a-1-py3-none-any.whl',
      [given('a-1-py3-none-any.whl'), given('a-1-4local-py3-none-any.whl')],
      'a-1-5-py3-none-any.whl',
    ],
    ['its own tag counts too', 'a-1-9-py3-none-any.whl', [given('a-1-9-py3-none-any.whl')], 'a-1-10-py3-none-any.whl'],
    [
      'letter case does not tell names apart',
      'A-1-py3-none-any.whl',
      [given('a-1-py3-none-any.whl')],
      'A-1-1-py3-none-any.whl',
    ],
    [
      'a rebuild gets a higher tag, also with other tags',
      'a-1-py3-none-any.whl',
      [given('a-1-2-cp39-cp39-linux_x86_64.whl', true)],
      'a-1-3-py3-none-any.whl',
    ],
  ])('%s', (_what, built, names, wanted) => {
    expect(publicName(built, names)).toBe(wanted)
  })
})

describe('whether a report is of use', () => {
  const running: ReportSituation = {
    attempt: { state: 'STARTED', try: 2 },
    build: { work: 'BUILDING', verdict: null, failureKind: null, tries: 2 },
    release: { gone: null, skipped: null },
    outcome: { kind: 'built' },
  }
  const failed = { kind: 'failed', failure: 'COMPILER' } as const
  const farms = { kind: 'failed', failure: 'NETWORK' } as const
  const cancelled = { kind: 'cancelled' } as const
  const lost = { state: 'LOST', try: 1 } as const
  const retry = { work: 'RETRY', verdict: null, failureKind: null, tries: 1 } as const
  const gone = { gone: 'REMOVED', skipped: null } as const
  const skipped = { gone: null, skipped: { by: 'PACKAGE', reason: 'no' } } as const
  const closed = { work: null, verdict: 'CLOSED', failureKind: null, tries: 2 } as const
  const givenUp = { work: null, verdict: 'FAILED', failureKind: 'BUILDER_LOST', tries: 2 } as const
  const failedForGood = { ...givenUp, failureKind: 'COMPILER' } as const
  const built = { work: null, verdict: 'BUILT', failureKind: null, tries: 2 } as const

  test.each<[string, Partial<ReportSituation>, boolean]>([
    ['the running try builds', {}, true],
    ['the running try fails', { outcome: failed }, true],
    ['the running try is cancelled', { outcome: cancelled }, true],
    ['the running try of what is gone', { release: gone }, false],
    ['late and built, while the rung is open', { attempt: lost, build: retry }, true],
    ['late and built, while another one builds', { attempt: lost }, true],
    ['late and built, given up because of the farm', { attempt: lost, build: givenUp }, true],
    ['late and built, failed by the package', { attempt: lost, build: failedForGood }, false],
    ['late and built, built already', { attempt: lost, build: built }, false],
    ['late and built, held', { attempt: lost, build: { ...retry, work: 'HELD' } }, false],
    ['late and built, skipped', { attempt: lost, build: retry, release: skipped }, false],
    ['late and failed, while the rung is open', { attempt: lost, build: retry, outcome: failed }, true],
    ['late and failed by the farm', { attempt: lost, build: retry, outcome: farms }, false],
    ['late and failed, while another one builds', { attempt: lost, outcome: failed }, false],
    ['late and failed, given up because of the farm', { attempt: lost, build: givenUp, outcome: failed }, true],
    ['late and cancelled', { attempt: lost, build: retry, outcome: cancelled }, false],
    ['closed underneath and built', { build: closed }, true],
    ['closed underneath and failed', { build: closed, outcome: failed }, false],
    ['closed underneath since it is skipped', { build: closed, release: skipped }, false],
    ['closed underneath since it is gone', { build: closed, release: gone }, false],
    ['built meanwhile by a late one', { build: built }, false],
  ])('%s', (_what, given, wanted) => {
    expect(isReportOfUse({ ...running, ...given })).toBe(wanted)
  })
})
