import { Report } from '../../schema/report.ts'

/** A report of a build that made one wheel; give what a test is about. */
export function sampleReport(given: Partial<Report> = {}): Report {
  return Report.parse({
    v: 1,
    attempt: 7,
    build: 5,
    try: 1,
    outcome: 'BUILT',
    failure: null,
    wheels: [
      {
        name: 'demo-1.0-py3-none-any.whl',
        size: 1_234,
        sha256: 'a'.repeat(64),
        tags: ['py3-none-any'],
        requiresPython: '>=3.7',
        requiresDist: ['colorama; sys_platform == "win32"'],
        libraries: ['libc.so.6'],
        systemPackages: [{ soname: 'libc.so.6', name: 'libc6', base: true }],
      },
    ],
    startedAt: '2026-01-02T03:04:05.000Z',
    finishedAt: '2026-01-02T03:05:05.000Z',
    durationMs: 60_000,
    peakMemoryBytes: 5 * 1024 ** 3,
    sdistSha256: 'b'.repeat(64),
    log: { bytes: 100 },
    environment: { python: '3.11.2', pip: '23.0.1', builder: '0.1.0', system: 'Debian GNU/Linux 12 (bookworm)' },
    ...given,
  })
}
