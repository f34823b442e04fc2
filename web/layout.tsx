import type { ComponentChildren, VNode } from 'preact'

/** What every page is given. */
export interface PageProps {
  now: Date
  /** Addresses of the style sheet and the icon, which change with their content. */
  assets: { css: string; icon: string }
}

/** Seconds between two looks at a page that shows something in motion. */
const REFRESH_S = 10

interface LayoutProps extends PageProps {
  title: string
  /** For pages in motion: the same page standing still, so that nobody is forced to have it reload (WCAG 2.2.2). */
  live?: { isOn: boolean; path: string }
  /** What stands in the search box. */
  search?: string
  children: ComponentChildren
}

export function Layout({ title, live, search, assets, children }: LayoutProps): VNode {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {live?.isOn && <meta http-equiv="refresh" content={String(REFRESH_S)} />}
        <title>{`${title} · Wheelyard`}</title>
        <link rel="stylesheet" href={assets.css} />
        <link rel="icon" href={assets.icon} type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <Header search={search} />
        <main id="content">{children}</main>
        <footer class="site">{live ? <LiveNote {...live} /> : 'Wheelyard builds wheels for small computers.'}</footer>
      </body>
    </html>
  )
}

function Header({ search }: { search: string | undefined }): VNode {
  return (
    <header class="site">
      <a class="brand" href="/">
        Wheelyard
      </a>
      <nav aria-label="Site">
        <a href="/">Farm</a>
        <a href="/simple/">Index</a>
        <a href="/api">API</a>
      </nav>
      <search>
        <form class="search" action="/" method="get">
          <input
            type="search"
            name="package"
            aria-label="Package name"
            placeholder="Package name"
            value={search}
            maxLength={214}
            required
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
          />
          <button type="submit">Look up</button>
        </form>
      </search>
    </header>
  )
}

function LiveNote({ isOn, path }: { isOn: boolean; path: string }): VNode {
  return isOn ? (
    <>
      This page reloads every {REFRESH_S} seconds. <a href={`${path}?reload=off`}>Stop that</a>
    </>
  ) : (
    <>
      This page stands still. <a href={path}>Let it reload by itself</a>
    </>
  )
}
