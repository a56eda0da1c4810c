// 1,000 requests a second to /users/track, 266 to the catalogs and 333 deletes are more than one machine sends.
/** @type {import('../throughput/measure-row.mjs').ThroughputRow[]} */
export const rows = [
  {
    connector: 'destination-braze',
    what: 'users, update by external id, 50 a batch',
    limit: {
      requests: 250,
      perMs: 60_000,
      source: 'https://www.braze.com/docs/api/endpoints/export/user_data/post_users_identifier/',
    },
    // Fifty users are looked for in a request, so that a batch of 75 would take two. What is written of them has a limit
    // that is far away.
    recordsPerRequest: 50,
    isCounted: ({ path }) => path === '/users/export/ids',
    prepare: ({ workspace }, records) => {
      for (let id = 0; id < records; id += 1) {
        workspace.users.findOrCreate({ external_id: `u-${id}` })
      }
    },
    model: (records) =>
      `SELECT range AS id, 'u-' || range AS external_id, 'Ada ' || range AS first_name FROM range(${records})`,
    sync: {
      object: 'users',
      mode: 'update',
      batch: 50,
      match: ['external_id'],
      map: { external_id: 'external_id', first_name: 'first_name' },
    },
  },
]
