import type { ComponentChildren, VNode } from 'preact'
import { agoText } from './format.ts'
import type { Label } from './labels.ts'

/** A word in its colour. */
export function Badge({ label, title }: { label: Label; title?: string }): VNode {
  return (
    <span class={`badge ${label.tone}`} title={title}>
      {label.text}
    </span>
  )
}

export function BuildLink({ number }: { number: number }): VNode {
  return (
    <a class="build" href={`/build/${number}`}>
      build {number}
    </a>
  )
}

/** A release by its name, which leads to its package. */
export function ReleaseLink({ release }: { release: NamedRelease }): VNode {
  const { version, package: owner } = release
  return (
    <span class="anywhere">
      <a href={`/package/${owner.name}`}>{owner.displayName}</a> {version}
    </span>
  )
}

interface NamedRelease {
  version: string
  package: { name: string; displayName: string }
}

export function TargetName({ target }: { target: { abi: string; platform: string } }): VNode {
  return (
    <>
      {target.abi} <small>{target.platform}</small>
    </>
  )
}

/** How long ago, with the instant itself for who wants it exactly. */
export function Ago({ at, now }: { at: string; now: Date }): VNode {
  return (
    <time dateTime={at} title={at}>
      {agoText(at, now)}
    </time>
  )
}

/** A table that becomes a list of cards on a phone, where each cell has its column's name beside it. */
export function Table({
  caption,
  columns,
  numbers = [],
  look,
  children,
}: {
  caption: string
  columns: readonly ComponentChildren[]
  /** Columns that hold numbers, by their place. */
  numbers?: readonly number[]
  look?: 'matrix'
  children: ComponentChildren
}): VNode {
  return (
    <div class="table">
      <table class={look} aria-label={caption}>
        <thead>
          <tr>
            {columns.map((column, place) => (
              <th scope="col" class={numbers.includes(place) ? 'number' : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

export function Row({ children }: { children: ComponentChildren }): VNode {
  return <tr>{children}</tr>
}

export function Head({ children }: { children: ComponentChildren }): VNode {
  return <th scope="row">{children}</th>
}

/** @param label the column's name, shown beside the cell on a phone */
export function Cell({
  label,
  number,
  children,
}: {
  label: string
  number?: boolean
  children?: ComponentChildren
}): VNode {
  const isEmpty = children === null || children === undefined || children === false || children === ''
  const look = [number && 'number', isEmpty && 'none'].filter(Boolean).join(' ')
  return (
    <td data-label={label} class={look || undefined}>
      <span>{children}</span>
    </td>
  )
}

export function Empty({ children }: { children: ComponentChildren }): VNode {
  return <div class="empty">{children}</div>
}
