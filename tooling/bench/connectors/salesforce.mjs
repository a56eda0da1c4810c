// Above `bulkAbove` records go as jobs, whose figures are in `npm run bench -- --only salesforce`.
/** @type {import('../throughput/measure-row.mjs').ThroughputRow[]} */
export const rows = [
  {
    connector: 'destination-salesforce',
    what: 'contacts as collections, upsert by external id',
    limit: {
      requests: 100_000,
      perMs: 86_400_000,
      source:
        'https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html',
    },
    recordsPerRequest: 200,
    paceRecords: 20_000,
    isCounted: ({ path }) => path.includes('/composite/sobjects'),
    model: (records) =>
      `SELECT range AS id, 'c-' || range AS key, 'Ada ' || range AS name FROM range(${records})`,
    sync: {
      object: 'Contact',
      mode: 'upsert',
      match: ['External_Id__c'],
      batch: 2000,
      map: { External_Id__c: 'key', LastName: 'name' },
    },
  },
]
