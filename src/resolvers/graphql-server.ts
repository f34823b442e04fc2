import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import type { Logger } from '../logger.ts'
import type { Context } from './context.ts'
import { limitDocuments, maxTokens } from './document-limits.ts'
import { publicError } from './errors.ts'
import { openRequestIds } from './request-ids.ts'
import { resolvers } from './resolver-map.ts'
import { status200 } from './status-200.ts'
import { readTypeDefs } from './type-defs.ts'

/**
 * The API, started; the caller stops it. Parsed documents are kept in an LRU of 30 MiB, Apollo's default, so clients do
 * well to send variables instead of writing values into the text.
 */
export async function startGraphqlServer(log: Logger): Promise<ApolloServer<Context>> {
  const requestIds = openRequestIds()
  const server = new ApolloServer<Context>({
    typeDefs: await readTypeDefs(),
    resolvers,
    // Open to everybody, so its schema is too.
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    maxRecursiveSelections: true,
    parseOptions: { maxTokens },
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: log,
    formatError: (shown, thrown) => publicError(shown, thrown, requestIds.of(thrown), log),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // Nothing here sends its hints, and it would hook into every field.
      ApolloServerPluginCacheControlDisabled(),
      requestIds.plugin,
      limitDocuments,
      status200,
    ],
  })
  await server.start()
  return server
}
