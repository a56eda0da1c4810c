const limit = {
  requests: 1666,
  perMs: 10_000,
  source: 'https://developers.intercom.com/docs/references/2.17/rest-api/errors/rate-limiting',
}

/** @type {import('../throughput/measure-row.mjs').ThroughputRow[]} */
export const rows = [
  {
    connector: 'destination-intercom',
    what: 'companies, upsert by company id',
    limit,
    recordsPerRequest: 1,
    model: (records) =>
      `SELECT range AS id, 'c-' || range AS company_id, 'Example ' || range AS name FROM range(${records})`,
    sync: {
      object: 'companies',
      mode: 'upsert',
      match: ['company_id'],
      map: { company_id: 'company_id', name: 'name' },
    },
  },
  {
    connector: 'destination-intercom',
    what: 'new contacts, upsert by external id',
    limit,
    // Fifteen contacts are searched for in a request, and created one by one.
    recordsPerRequest: 15 / 16,
    model: (records) =>
      `SELECT range AS id, 'u-' || range AS external_id, 'Ada ' || range AS name FROM range(${records})`,
    sync: {
      object: 'contacts',
      mode: 'upsert',
      match: ['external_id'],
      map: { external_id: 'external_id', name: 'name' },
    },
  },
]
