import type { ProjectName } from '../ladder/names.ts'
import type { Database } from '../store/database.ts'
import { readIndexProjects, readIndexWheels } from '../store/index-pages.ts'
import { listen } from '../store/notify.ts'
import { makePage, type Page } from './page.ts'
import { createPageCache } from './page-cache.ts'
import type { PageForm } from './page-type.ts'
import { renderProjectHtml, renderProjectJson } from './project-page.ts'
import { createRootCache } from './root-cache.ts'
import { renderRootHtml, renderRootJson } from './root-page.ts'

/** The pages of the index, from memory whenever nothing has changed. */
export interface IndexPages {
  /** Null for a package without a servable wheel: never an empty page, at which uv would stop its search. */
  project(name: ProjectName, form: PageForm): Promise<Page | null>
  /** All packages with a servable wheel. */
  root(form: PageForm): Promise<Page>
  close(): Promise<void>
}

/** Begins to listen to the farm's notices, so that a change shows on the very next request. */
export async function openIndexPages({ db, sql }: Database): Promise<IndexPages> {
  const projectCache = (render: typeof renderProjectJson) =>
    createPageCache(async (name) => {
      // A key of this cache is a name that `project` was called with.
      const wheels = await readIndexWheels(db, name as ProjectName)
      return wheels.length === 0 ? null : makePage(render(name, wheels))
    })
  const rootCache = (render: typeof renderRootJson) =>
    createRootCache(async () => makePage(render(await readIndexProjects(db))))
  const projects = { html: projectCache(renderProjectHtml), json: projectCache(renderProjectJson) }
  const roots = { html: rootCache(renderRootHtml), json: rootCache(renderRootJson) }

  const unlisten = await listen(
    sql,
    (notice) => {
      if (notice.kind !== 'package') return
      for (const cache of Object.values(projects)) cache.forget(notice.name)
      for (const cache of Object.values(roots)) cache.outdate()
    },
    () => {
      for (const cache of Object.values(projects)) cache.forgetAll()
      for (const cache of Object.values(roots)) cache.outdate()
    },
  )

  return {
    project: (name, form) => projects[form].get(name),
    root: (form) => roots[form].get(),
    close: unlisten,
  }
}
