// A source of numbers, for tests of reading from a child process.
import { defineSource } from '@revetl/sdk'

const columns = [
  { name: 'id', type: 'integer' },
  { name: 'note', type: 'string' },
]

/** @param {any} config @param {any} ctx */
async function* chunksOf(config, ctx) {
  try {
    return yield* countedChunks(config, ctx)
  } finally {
    ctx.log.debug('closed the read')
    const stop = { json: {}, isRead: true, afterStop: true }
    if (config.stopUrl) await ctx.http.post(config.stopUrl, stop)
  }
}

/** @param {any} config @param {any} ctx */
async function* countedChunks({ rows, chunkRows, fail, asText }, ctx) {
  for (let from = 0; from < rows; from += chunkRows) {
    const count = Math.min(chunkRows, rows - from)
    const ids = Array.from({ length: count }, (_, index) => String(from + index))
    ctx.log.debug(`made a chunk at ${from}`)
    const notes = ids.map((id) => (Number(id) % 2 ? null : `n${id}`))
    const lines = ids.map((id, index) => `${id}\t${notes[index] ?? '\\N'}\n`)
    if (asText) yield { rowCount: count, text: Buffer.from(lines.join('')) }
    else yield { rowCount: count, columns: [ids, notes] }
    if (fail === 'throw' && from > 0) throw new Error('the server went away')
    if (fail === 'exit' && from > 0) process.exit(3)
  }
  return fail === 'lie' ? { rows: rows - 1 } : { rows }
}

export default defineSource({
  id: 'counting',
  apiVersion: 1,
  vendor: { name: 'Counting' },
  config: {
    '~standard': { version: 1, vendor: 'rev', validate: (/** @type {any} */ value) => ({ value }) },
  },
  configJsonSchema: { type: 'object' },
  network: { hosts: ['127.0.0.1'] },
  check: async () => ({ account: { id: 'counting' } }),
  discover: async () => ({ tables: [] }),
  describe: async () => columns,
  duckdbQuery: async (_request, { config }) => config.query,
  read: async (_request, ctx) => ({ columns, chunks: chunksOf(ctx.config, ctx) }),
})
