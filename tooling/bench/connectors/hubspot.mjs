/** @type {import('../throughput/measure-row.mjs').ThroughputRow[]} */
export const rows = [
  {
    connector: 'destination-hubspot',
    what: 'contacts, upsert by email',
    limit: {
      requests: 190,
      perMs: 10_000,
      source: 'https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines',
    },
    recordsPerRequest: 100,
    model: (records) =>
      `SELECT range AS id, 'person' || range || '@example.com' AS email, 'Ada ' || range AS firstname, 'Example' AS company FROM range(${records})`,
    sync: {
      object: 'contacts',
      mode: 'upsert',
      match: ['email'],
      map: { email: 'email', firstname: 'firstname', company: 'company' },
    },
  },
  {
    connector: 'destination-hubspot',
    what: 'associations by email and external id',
    limit: {
      requests: 190,
      perMs: 10_000,
      source: 'https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines',
    },
    // A thousand links take ten reads for each side and one write.
    recordsPerRequest: 1000 / 21,
    model: (records) =>
      `SELECT range AS id, 'linked' || (range % 2000) || '@example.com' AS email, 'linked-' || (range % 2000 + range // 2000) AS account FROM range(${records})`,
    sync: {
      object: 'associations',
      mode: 'upsert',
      match: ['from_object', 'from_property', 'from_value', 'to_object', 'to_property', 'to_value'],
      map: {
        from_object: { constant: 'contacts' },
        from_property: { constant: 'email' },
        from_value: 'email',
        to_object: { constant: 'companies' },
        to_property: { constant: 'external_id' },
        to_value: 'account',
      },
    },
  },
]
