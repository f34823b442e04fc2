import type { ApolloServerPlugin } from '@apollo/server'
import { GraphQLError } from 'graphql'
import { measureOperation } from './document-size.ts'

/** Most tokens of a document, checked while it is parsed. */
export const maxTokens = 2_000

/** What one operation may ask for, checked before it is run. */
export const documentLimits = { depth: 12, aliases: 15, objects: 50_000 }

/** Refuses operations that are too large, with the code QUERY_TOO_COMPLEX and what may be asked. */
export const limitDocuments: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ schema, document, operation, request }) => {
      if (operation === undefined) return
      const size = measureOperation(schema, document, operation, request.variables ?? {})
      if (size.depth > documentLimits.depth) refuse('is', size.depth, documentLimits.depth, 'fields deep')
      if (size.aliases > documentLimits.aliases) refuse('uses', size.aliases, documentLimits.aliases, 'aliases')
      if (size.objects > documentLimits.objects) {
        refuse('may answer with', size.objects, documentLimits.objects, 'objects: ask for smaller pages')
      }
    },
  }),
}

function refuse(verb: string, is: number, most: number, what: string): never {
  const extensions = { code: 'QUERY_TOO_COMPLEX', http: { status: 400 } }
  throw new GraphQLError(`this operation ${verb} ${is} ${what}; at most ${most} are taken`, { extensions })
}
