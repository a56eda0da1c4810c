import { defineVendorSpec } from '@revetl/testkit/vendor-spec'
import { openKlaviyo } from './open-klaviyo.ts'

const errorFields = {
  operation: '*',
  in: 'answer',
  keyword: 'unevaluatedProperties',
  why: 'The schema of an error leaves out what the documents show in it.',
  source: 'https://developers.klaviyo.com/en/docs/errors_ (read 2026-11-27)',
} as const

export default defineVendorSpec({
  folder: 'klaviyo',
  descriptions: [{ file: 'stable.json' }],
  exceptions: [
    ...['status', 'links', 'meta'].map((name) => ({
      ...errorFields,
      pointer: `/body/errors/*/${name}`,
    })),
    {
      operation: 'GET /api/profiles',
      in: 'answer',
      pointer: '/body/data/*/attributes/*',
      keyword: 'unevaluatedProperties',
      why: 'The attributes are described in two parts of an allOf, and neither part knows the other.',
      source:
        'https://developers.klaviyo.com/en/v2026-07-15/reference/get_profiles (read 2026-11-27)',
    },
  ],
  // What the conformance suite does not lead to: errors that only the job finds, on two pages, and a second page of lists.
  scenario: async (observe) => {
    await using pair = await openKlaviyo()
    const { klaviyo, simulator } = pair
    observe(simulator)
    for (let index = 0; index < 12; index += 1) {
      simulator.account.lists.set(`L${index}`, { name: 'A list', members: new Set() })
    }
    await klaviyo.discover()
    const lost = Array.from({ length: 120 }, (_, index) => ({ id: `lost-${index}`, title: 'x' }))
    const write = { object: 'profiles', operation: 'upsert' } as const
    await klaviyo.write({ ...write, matchOn: ['id'], records: lost })
    const email = 'ada@example.com'
    await klaviyo.write({
      ...write,
      records: [{ email, title: 'x', plan: 'gold', 'location.city': 'Ulm' }],
    })
    await klaviyo.write({
      ...write,
      records: [{ email, title: null, plan: null, 'location.city': null }],
    })
  },
})
