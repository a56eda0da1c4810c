/** @type {import('../throughput/measure-row.mjs').ThroughputRow[]} */
export const rows = [
  {
    connector: 'destination-slack',
    what: 'new messages in one channel, upsert',
    limit: {
      requests: 1,
      perMs: 1000,
      source: 'https://docs.slack.dev/apis/web-api/rate-limits',
    },
    recordsPerRequest: 1,
    isCounted: ({ path }) => path === '/api/chat.postMessage',
    config: { historyMessages: 0 },
    model: (records) =>
      `SELECT range AS id, 'k-' || range AS key, 'Customer ' || range AS text FROM range(${records})`,
    sync: {
      object: '#alerts',
      mode: 'upsert',
      match: ['key'],
      map: { key: 'key', text: 'text' },
    },
  },
]
