import type { VNode } from 'preact'
import { Layout, type PageProps } from './layout.tsx'

interface MessagePageProps extends PageProps {
  title: string
  message: string
  /** What stands in the search box. */
  search: string | undefined
  /** When the fault is ours, so that a reader can tell a maintainer. */
  requestId: string | null
}

/** A page that says one thing: not found, not understood, our fault. */
export function MessagePage({ title, message, search, requestId, ...page }: MessagePageProps): VNode {
  return (
    <Layout title={title} {...(search === undefined ? {} : { search })} {...page}>
      <h1>{title}</h1>
      <p class="lead anywhere">{message}</p>
      {requestId !== null && <p class="soft">Request {requestId}</p>}
      <p>
        <a href="/">To the farm</a>
      </p>
    </Layout>
  )
}
