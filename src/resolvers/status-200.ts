import type { ApolloServerPlugin } from '@apollo/server'

/** Errors in what the client sent, which Apollo answers with 400. */
const clientErrors = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'QUERY_TOO_COMPLEX']

/**
 * GraphQL over HTTP, 6.4.1: with `application/json` a well-formed request is answered 200 even when its document is not.
 * Clients that take `application/graphql-response+json` get the 400 that tells them more.
 */
export const status200: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ request, response }) => {
      const { body, http } = response
      if (http.status !== 400 || body.kind !== 'single') return
      if (request.http?.headers.get('accept')?.includes('application/graphql-response+json')) return
      const errors = body.singleResult.errors ?? []
      if (errors.every((error) => clientErrors.includes(String(error.extensions?.code)))) http.status = 200
    },
  }),
}
