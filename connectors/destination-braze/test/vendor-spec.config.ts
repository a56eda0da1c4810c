import { defineVendorSpec } from '@revetl/testkit/vendor-spec'
import { openBraze } from './open-braze.ts'

const itemsPage =
  'https://www.braze.com/docs/api/endpoints/catalogs/catalog_items/asynchronous/put_update_catalog_items/ (read 2026-11-27)'
const items = ['PUT', 'PATCH', 'DELETE'].map((method) => `${method} /catalogs/{catalog_name}/items`)

export default defineVendorSpec({
  folder: 'braze',
  descriptions: [{ file: 'spec.json' }],
  exceptions: [
    ...items.flatMap((operation) => [
      {
        operation,
        in: 'answer' as const,
        pointer: '/status',
        why: 'The vendor answers 202, since the end point is asynchronous.',
        source: itemsPage,
      },
      {
        operation,
        in: 'answer' as const,
        pointer: '/body/errors/*',
        keyword: 'type',
        why: 'The errors of the catalogs are objects with an id and parameters.',
        source: itemsPage,
      },
    ]),
    {
      operation: 'PATCH /catalogs/{catalog_name}/items',
      in: 'request',
      pointer: '/body/items/*/*',
      keyword: 'unevaluatedProperties',
      why: 'Items have the fields of their catalog, and not an id alone.',
      source:
        'https://www.braze.com/docs/api/endpoints/catalogs/catalog_items/asynchronous/patch_catalog_items_bulk/ (read 2026-11-27)',
    },
    {
      operation: 'POST /users/delete',
      in: 'request',
      pointer: '/body/email_addresses',
      keyword: 'unevaluatedProperties',
      why: 'Users are deleted by email too, as the text of the description itself says.',
      source:
        'https://www.braze.com/docs/api/endpoints/user_data/post_user_delete/ (read 2026-11-27)',
    },
    {
      operation: 'POST /users/track',
      in: 'answer',
      pointer: '/body/errors/*',
      keyword: 'type',
      why: 'The errors are objects that name the array and the place in it.',
      source:
        'https://www.braze.com/docs/api/endpoints/user_data/post_user_track/ and https://gist.github.com/patrickxrivera/c4f4529b8f4b09f062ee8726ba88c8e5 (read 2026-11-27)',
    },
  ],
  // What the conformance suite does not lead to: items that are edited, and users by other identifiers.
  scenario: async (observe) => {
    await using pair = await openBraze()
    const { braze, simulator } = pair
    observe(simulator)
    const object = 'catalog_restaurants'
    const item = { id: 'r-1', Name: 'Egg', City: 'Ulm', Rating: 4, Open: true }
    await braze.write({ object, operation: 'upsert', records: [item] })
    const records = [
      { id: 'r-1', Rating: 5 },
      { id: 'not good', Rating: 5 },
    ]
    await braze.write({ object, operation: 'upsert', records, kinds: ['changed', 'changed'] })
    const alias = { alias_name: 'device1', alias_label: 'device' }
    const matchOn = ['alias_name', 'alias_label']
    await braze.write({ object: 'users', operation: 'upsert', matchOn, records: [alias] })
    await braze.write({ object: 'users', operation: 'update', matchOn, records: [alias] })
    await braze.write({ object: 'users', operation: 'delete', matchOn, records: [alias] })
    const byEmail = { object: 'users', matchOn: ['email'], records: [{ email: 'ada@example.com' }] }
    await braze.write({ ...byEmail, operation: 'upsert' })
    await braze.lookup({
      object: 'users',
      matchOn: ['email'],
      keys: [['ada@example.com']],
      fields: ['plan'],
    })
    await braze.write({ ...byEmail, operation: 'delete' })
  },
})
