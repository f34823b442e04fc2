/** Texts for people out of numbers and instants. Pure: what time it is comes as an argument. */

const steps: [seconds: number, one: string, many: string][] = [
  [86_400, 'day', 'days'],
  [3_600, 'hour', 'hours'],
  [60, 'minute', 'minutes'],
]

/** How long before or after `now` an instant is: `3 minutes ago`, `in 2 hours`, `just now` within ten seconds. */
export function agoText(instant: string, now: Date): string {
  const seconds = Math.round((now.getTime() - Date.parse(instant)) / 1_000)
  const distance = Math.abs(seconds)
  if (distance < 10) return 'just now'
  const text = distance < 60 ? `${distance} seconds` : spanText(distance)
  return seconds < 0 ? `in ${text}` : `${text} ago`
}

/** How long something took: `850 ms`, `12.3 s`, `4 min 5 s`, `2 h 3 min`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${ms} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1_000)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `512 B`, `12.3 kB`, `4.5 MB`: powers of 1,000, as storage is sold. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1)
  const value = bytes / 1_000 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`
}

/** How often something happens: `0`, `0.25`, `4.2`, `118`. */
export function rateText(perHour: number): string {
  if (perHour >= 10) return countText(Math.round(perHour))
  return String(Number(perHour.toFixed(perHour < 1 ? 2 : 1)))
}

/** `12,345`. */
export const countText = (count: number): string => count.toLocaleString('en-US')

function spanText(seconds: number): string {
  const [size, one, many] = steps.find(([size]) => seconds >= size) ?? [60, 'minute', 'minutes']
  const count = Math.floor(seconds / size)
  return `${count} ${count === 1 ? one : many}`
}
