import fastify from 'fastify'

/** Fastify with one route and nothing else: what the same machine can answer at most. */
const app = fastify()
app.get('/', async () => ({ ok: true }))
process.stdout.write(`serves ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
process.once('SIGTERM', () => void app.close())
process.on('SIGINT', () => {})
