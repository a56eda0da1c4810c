import type { QuotaOptions } from '@revetl/testkit/simulator'

// The limits that the reference of each end point names, for the revision 2026-07-15 (read 2026-11-27).
const limits: readonly (readonly [name: string, shape: RegExp, burst: number, steady: number])[] = [
  ['accounts', /^GET \/api\/accounts$/, 1, 15],
  ['import', /^POST \/api\/profile-bulk-import-jobs$/, 10, 150],
  ['import job', /^GET \/api\/profile-bulk-import-jobs\/[^/]+$/, 10, 150],
  ['import errors', /^GET \/api\/profile-bulk-import-jobs\/[^/]+\/import-errors$/, 10, 150],
  ['read profiles', /^GET \/api\/profiles$/, 75, 750],
  ['create profile', /^POST \/api\/profiles$/, 75, 750],
  ['import profile', /^POST \/api\/profile-import$/, 75, 750],
  ['deletion', /^POST \/api\/data-privacy-deletion-jobs$/, 3, 60],
  ['lists', /^GET \/api\/lists$/, 75, 750],
  ['members', /^DELETE \/api\/lists\/[^/]+\/relationships\/profiles$/, 10, 150],
  ['events', /^POST \/api\/event-bulk-create-jobs$/, 10, 150],
  ['suppress', /^POST \/api\/profile-suppression-bulk-create-jobs$/, 75, 750],
  ['unsuppress', /^POST \/api\/profile-suppression-bulk-delete-jobs$/, 75, 750],
  ['suppress job', /^GET \/api\/profile-suppression-bulk-create-jobs\//, 75, 750],
  ['unsuppress job', /^GET \/api\/profile-suppression-bulk-delete-jobs\//, 75, 750],
]

/** The windows of an account, two for each end point. */
export const quotas: readonly QuotaOptions[] = limits.flatMap(([name, shape, burst, steady]) => {
  const appliesTo: QuotaOptions['appliesTo'] = ({ method, path }) => shape.test(`${method} ${path}`)
  return [
    { name: `${name} a second`, max: burst, perMs: 1000, appliesTo },
    { name: `${name} a minute`, max: steady, perMs: 60_000, appliesTo },
  ]
})
