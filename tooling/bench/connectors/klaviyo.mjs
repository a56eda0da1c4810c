// 150 jobs and 750 suppressions a minute: the limits in the reference of each end point (read 2026-11-27).
const reference = 'https://developers.klaviyo.com/en/v2026-07-15/reference'

/** @param {number} requests @param {string} page */
const perMinute = (requests, page) => ({
  requests,
  perMs: 60_000,
  source: `${reference}/${page}`,
})

/** @param {string} to @returns {(request: { method: string, path: string }) => boolean} */
const posts =
  (to) =>
  ({ method, path }) =>
    method === 'POST' && path === to

/** @type {import('../throughput/measure-row.mjs').ThroughputRow[]} */
export const rows = [
  {
    connector: 'destination-klaviyo',
    // A job takes ten times as many; a million and a half profiles say nothing more about the limit.
    what: 'profiles, upsert by email, 1,000 a job',
    limit: perMinute(150, 'bulk_import_profiles'),
    recordsPerRequest: 1000,
    isCounted: posts('/api/profile-bulk-import-jobs'),
    model: (records) =>
      `SELECT range AS id, 'person' || range || '@example.com' AS email, 'Ada ' || range AS first_name FROM range(${records})`,
    sync: {
      object: 'profiles',
      mode: 'upsert',
      match: ['email'],
      batch: 1000,
      map: { email: 'email', first_name: 'first_name' },
    },
  },
  {
    connector: 'destination-klaviyo',
    what: 'events, append',
    limit: perMinute(150, 'bulk_create_events'),
    recordsPerRequest: 1000,
    isCounted: posts('/api/event-bulk-create-jobs'),
    model: (records) =>
      `SELECT 'order-' || range AS id, 'person' || range % 1000 || '@example.com' AS email, TIMESTAMPTZ '2026-11-27 08:00:00Z' AS ordered_at FROM range(${records})`,
    sync: {
      object: 'events',
      mode: 'append',
      map: {
        metric: { constant: 'Placed Order' },
        unique_id: 'id',
        email: 'email',
        time: 'ordered_at',
      },
    },
  },
  {
    connector: 'destination-klaviyo',
    what: 'suppressions, add',
    limit: perMinute(750, 'bulk_suppress_profiles'),
    recordsPerRequest: 100,
    isCounted: posts('/api/profile-suppression-bulk-create-jobs'),
    model: (records) =>
      `SELECT range AS id, 'person' || range || '@example.com' AS email FROM range(${records})`,
    sync: { object: 'suppressions', mode: 'audience', match: ['email'], map: { email: 'email' } },
  },
]
