import type { GraphQLFormattedError } from 'graphql'

/** Why a page cannot be shown, in words for its reader. */
export class PageFault extends Error {
  readonly status: number
  readonly title: string
  /** What stands in the search box of the page that tells of it. */
  readonly search: string | undefined

  constructor(status: number, title: string, message: string, search?: string) {
    super(message)
    this.name = 'PageFault'
    this.status = status
    this.title = title
    this.search = search
  }

  static nothingHere(): PageFault {
    return new PageFault(404, 'There is nothing here', 'The address is mistyped, or what was here is gone.')
  }

  static noPackage(name: string): PageFault {
    const text =
      'This farm does not know it: the name is mistyped, or PyPI has had nothing new of it since the farm began. ' +
      'A maintainer can have all of it built: wheelyard package add NAME'
    return new PageFault(404, `No package “${name}”`, text, name)
  }

  static ours(): PageFault {
    return new PageFault(500, 'Something went wrong on our side', 'Try again in a while.')
  }

  /** What the API's first error means for a page. */
  static ofAnswer(error: GraphQLFormattedError | undefined): PageFault {
    const code = error?.extensions?.code
    if (code === 'NOT_FOUND') return PageFault.nothingHere()
    if (code !== 'BAD_USER_INPUT') return PageFault.ours()
    return new PageFault(400, 'That cannot be looked up', `The farm says: ${error?.message ?? ''}`)
  }

  static of(error: unknown): PageFault {
    return error instanceof PageFault ? error : PageFault.ours()
  }
}
