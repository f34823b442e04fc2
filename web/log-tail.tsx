import type { VNode } from 'preact'
import type { NewestLogQuery } from './documents.gen.ts'
import { bytesText } from './format.ts'

type Attempt = NonNullable<NewestLogQuery['build']>['attempts']['nodes'][number]

/** The end of the newest attempt's log; the page loads itself again while the attempt runs. */
export function LogTail({ newest }: { newest: Attempt | null }): VNode | null {
  if (newest === null) return null
  const { log, logUrl } = newest
  return (
    <>
      <h2>Log of try {newest.try}</h2>
      {log === null ? (
        <p class="soft">Nothing of it is here yet.</p>
      ) : (
        <>
          <p class="soft">
            {log.offset === 0 ? `All ${bytesText(log.totalBytes)}` : `The end of ${bytesText(log.totalBytes)}`}
            {log.ended ? '.' : ' so far.'}
            {log.gap !== null && ` ${bytesText(log.gap.bytes)} in the middle were not kept.`}{' '}
            <a href={logUrl}>The log as plain text</a>
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <div class="log" tabIndex={0}>
            <pre>{log.text}</pre>
          </div>
        </>
      )}
    </>
  )
}
