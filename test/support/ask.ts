/** Asks a farm's GraphQL and returns `data`; errors of any kind throw with what was answered. */
export async function ask<T>(
  address: string,
  query: string,
  variables: Record<string, unknown> = {},
  token?: string,
): Promise<T> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  })
  const text = await response.text()
  const answer: unknown = JSON.parse(text)
  if (typeof answer !== 'object' || answer === null || 'errors' in answer || !('data' in answer)) throw new Error(text)
  // The caller names the shape of the document that it sent; the server checks the document against the schema.
  return answer.data as T
}
