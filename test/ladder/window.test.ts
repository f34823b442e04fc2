import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PackageId } from '../../schema/ids.ts'
import { chooseWindow, type WindowCandidate, type WindowInput } from '../../src/ladder/window.ts'
import { lanes } from '../../src/ladder/words.ts'

type Candidate = WindowCandidate & { id: number }

/** `a` to `z` is a backlog build of that package; a capital letter is a fresh one. */
function waiting(text: string): Candidate[] {
  return [...text].map((letter, id) => ({
    id,
    packageId: packageOf(letter),
    lane: letter === letter.toLowerCase() ? 'backlog' : 'fresh',
  }))
}

/** A package's number; nothing in these tests comes from a database. */
const packageOf = (letter: string): PackageId => letter.toLowerCase().charCodeAt(0) as PackageId

function choose(text: string, changed: Partial<WindowInput<Candidate>> = {}) {
  const choice = chooseWindow({
    candidates: waiting(text),
    queuedPerPackage: new Map(),
    backlogQueued: 0,
    window: 10,
    share: 2,
    ...changed,
  })
  const lettersOf = (candidates: Candidate[]) => candidates.map(({ id }) => text[id]).join('')
  return { enter: lettersOf(choice.enter), overShare: lettersOf(choice.overShare) }
}

describe('chooseWindow', () => {
  it('takes all that find room', () => {
    expect(choose('abcab')).toEqual({ enter: 'abcab', overShare: '' })
  })

  it('stops at the window', () => {
    expect(choose('abcdef', { window: 4 })).toEqual({ enter: 'abcd', overShare: '' })
    expect(choose('abcdef', { window: 4, backlogQueued: 3 })).toEqual({ enter: 'a', overShare: '' })
    expect(choose('abcdef', { window: 4, backlogQueued: 9 })).toEqual({ enter: '', overShare: '' })
  })

  it('lets urgent and fresh in always', () => {
    expect(choose('aAAAAbB', { window: 1, backlogQueued: 1 })).toEqual({ enter: 'AAAAB', overShare: '' })
  })

  it('gives no package more than its share while others wait', () => {
    expect(choose('aaaabbbcd', { window: 6 })).toEqual({ enter: 'aabbcd', overShare: 'aab' })
  })

  it('counts what is in the queue already', () => {
    const queuedPerPackage = new Map([
      [packageOf('a'), 2],
      [packageOf('b'), 1],
    ])
    expect(choose('aabbc', { queuedPerPackage, backlogQueued: 3, window: 5 })).toEqual({
      enter: 'bc',
      overShare: 'aab',
    })
  })

  it('fills the room with what is beyond the share when nothing else waits', () => {
    expect(choose('aaaab', { window: 4 })).toEqual({ enter: 'aaab', overShare: 'a' })
    expect(choose('aaaab', { window: 4, moreWait: true })).toEqual({ enter: 'aab', overShare: 'aa' })
  })

  it('never passes the window, and takes nothing twice', () => {
    const candidates = fc.array(
      fc.record({ id: fc.nat(), packageId: fc.nat(4).map((n) => n as PackageId), lane: fc.constantFrom(...lanes) }),
    )
    fc.assert(
      fc.property(
        candidates,
        fc.nat(12),
        fc.nat(12),
        fc.nat(4),
        fc.boolean(),
        (waits, window, backlogQueued, share, moreWait) => {
          const { enter, overShare } = chooseWindow({
            candidates: waits,
            window,
            backlogQueued,
            share,
            moreWait,
            queuedPerPackage: new Map(),
          })
          const backlog = enter.filter(({ lane }) => lane === 'backlog')
          expect(backlog.length).toBeLessThanOrEqual(Math.max(0, window - backlogQueued))
          expect(enter.filter(({ lane }) => lane !== 'backlog')).toEqual(waits.filter(({ lane }) => lane !== 'backlog'))
          expect(new Set([...enter, ...overShare]).size).toBe(enter.length + overShare.length)
          expect(enter).toEqual(waits.filter((candidate) => enter.includes(candidate)))
        },
      ),
    )
  })
})
