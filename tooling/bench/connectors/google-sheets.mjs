const limit = {
  requests: 60,
  perMs: 60_000,
  source: 'https://developers.google.com/workspace/sheets/api/limits',
}
/** @param {{ method: string, path: string }} request */
const isWrite = ({ method, path }) => method === 'POST' && path.startsWith('/v4/')

/** @type {import('../throughput/measure-row.mjs').ThroughputRow[]} */
export const rows = [
  {
    connector: 'destination-google-sheets',
    // Batches may have a thousand; the simulator, which copies its rows for each, would be what is measured.
    what: 'rows, upsert by key, 250 a batch',
    limit,
    recordsPerRequest: 250,
    isCounted: isWrite,
    model: (records) =>
      `SELECT range AS id, 'Ada ' || range AS name, 'Ulm' AS town FROM range(${records})`,
    sync: {
      object: 'people',
      mode: 'upsert',
      batch: 250,
      match: ['id'],
      map: { id: 'id', name: 'name', town: 'town' },
    },
  },
]
