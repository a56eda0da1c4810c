/** @type {import('../throughput/measure-row.mjs').ThroughputRow[]} */
export const rows = [
  {
    connector: 'destination-meta-audiences',
    what: 'members, add',
    limit: {
      requests: 5000,
      perMs: 3_600_000,
      source: 'https://developers.facebook.com/docs/graph-api/overview/rate-limiting',
    },
    recordsPerRequest: 10_000,
    paceRecords: 300_000,
    isCounted: ({ path }) => path.endsWith('/users'),
    model: (records) =>
      `SELECT range AS id, 'person' || range || '@example.com' AS email, 'Ada' AS fn FROM range(${records})`,
    sync: {
      // The first audience of the simulated account.
      object: '23850000001',
      mode: 'audience',
      match: ['email'],
      map: { email: 'email', fn: 'fn' },
    },
  },
]
