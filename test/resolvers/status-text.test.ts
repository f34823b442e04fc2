import { expect, test } from 'vitest'
import type { TargetId } from '../../schema/ids.ts'
import type { RungStatus } from '../../src/ladder/status.ts'
import { failureKinds } from '../../src/ladder/words.ts'
import { nextStep, statusReason, statusText } from '../../src/resolvers/status-text.ts'

const subject = { pythonVersion: '3.11.2', requiresPython: '>=3.12', lower: 'cp39 on linux_armv7l' }
const wheel = 'demo-1.0-py3-none-any.whl'

const cases: [RungStatus, string | null, string, string][] = [
  [{ status: 'BUILT', wheel }, null, 'NONE', `The farm built ${wheel} here.`],
  [
    { status: 'EXCLUDED', reason: 'REQUIRES_PYTHON' },
    'REQUIRES_PYTHON',
    'NONE',
    'It asks for Python >=3.12, and this target has 3.11.2.',
  ],
  [
    { status: 'EXCLUDED', reason: 'LEARNT' },
    'LEARNT',
    'NONE',
    'An attempt showed that it cannot be built for Python 3.11.2.',
  ],
  [{ status: 'COVERED', wheel }, null, 'NONE', `${wheel}, which the farm built for another target, fits here too.`],
  [{ status: 'COVERED_UPSTREAM', wheel }, null, 'NONE', `${wheel} on PyPI fits, so nothing needs to be built.`],
  [
    { status: 'FAILED', reason: 'FINAL', kind: 'MISSING_HEADER' },
    'FINAL',
    'REQUEUE',
    'Its build failed for good: a C header is missing.',
  ],
  [
    { status: 'FAILED', reason: 'CLIMB_ENDED', kind: 'TIMEOUT' },
    'CLIMB_ENDED',
    'REQUEUE',
    'A lower target failed in a way that would be the same here: it took longer than it may.',
  ],
  [
    { status: 'SKIPPED', reason: 'PACKAGE', note: 'too large' },
    'PACKAGE',
    'NONE',
    'The package is left out: too large',
  ],
  [{ status: 'SKIPPED', reason: 'RELEASE', note: null }, 'RELEASE', 'NONE', 'This release is left out.'],
  [
    { status: 'SKIPPED', reason: 'TARGET_FROZEN', note: null },
    'TARGET_FROZEN',
    'NONE',
    'This target is at its end of life: nothing new is built for it.',
  ],
  [{ status: 'OPEN', work: 'WAITING' }, 'WAITING', 'BUILD', 'It waits for a builder.'],
  [{ status: 'OPEN', work: 'BUILDING' }, 'BUILDING', 'FINISH', 'A builder is at it.'],
  [{ status: 'OPEN', work: 'RETRY' }, 'RETRY', 'RETRY', 'The farm failed it and will try again.'],
  [
    { status: 'OPEN', work: 'PARKED' },
    'PARKED',
    'BUILDER_BACK',
    'Its target has had no builder, or was paused, for 24 hours.',
  ],
  [{ status: 'OPEN', work: 'HELD' }, 'HELD', 'REQUEUE', 'It was stopped or withdrawn: a person must requeue it.'],
  [{ status: 'OPEN', work: 'UNOPENED' }, 'UNOPENED', 'BUILD', 'It needs a wheel, and its build is about to be opened.'],
  [
    // Any number: the sentence names the target by the subject.
    { status: 'WAITS_FOR_LOWER', lower: 1 as TargetId },
    null,
    'LOWER_TARGET',
    'cp39 on linux_armv7l comes first: its wheel may serve here too.',
  ],
  [{ status: 'NOTHING_TO_BUILD', reason: 'YANKED' }, 'YANKED', 'NONE', 'Its maintainers took it back (yanked it).'],
]

test.each(cases)('%j', (status, reason, next, text) => {
  expect([statusReason(status), nextStep(status), statusText(status, subject)]).toEqual([reason, next, text])
})

test('every failure and every reason for nothing has its words', () => {
  const reasons = ['REMOVED', 'QUARANTINED', 'NO_SDIST', 'YANKED', 'PRERELEASE', 'BEFORE_START', 'TOO_OLD'] as const
  const texts = [
    ...failureKinds.map((kind) => statusText({ status: 'FAILED', reason: 'FINAL', kind }, subject)),
    ...reasons.map((reason) => statusText({ status: 'NOTHING_TO_BUILD', reason }, subject)),
  ]
  for (const text of texts) expect(text).toMatch(/^[A-Z].*\.$/)
  expect(new Set(texts).size).toBe(texts.length)
})
