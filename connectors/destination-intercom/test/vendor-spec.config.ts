import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

const reference = 'https://developers.intercom.com/docs/references'
const instances = '/custom_object_instances/{custom_object_type_identifier}'

const attributes = {
  pointer: '/body/custom_attributes/*',
  keyword: 'type',
  why: 'Each value has the type of its attribute, which is not always a text.',
  source: `${reference}/2.17/rest-api/api.intercom.io/models/create_or_update_custom_object_instance_request (read 2026-11-27)`,
} as const

export default defineVendorSpec({
  folder: 'intercom',
  descriptions: [{ file: '2.15.yaml' }],
  exceptions: [
    {
      operation: '*',
      in: 'answer',
      pointer: '/status',
      why: 'Refusals that any operation can answer, such as 401, 403 and 429, are listed for some only.',
      source: `${reference}/2.17/rest-api/errors/http-responses (read 2026-11-27)`,
    },
    {
      operation: 'GET /contacts',
      in: 'request',
      pointer: '/query/per_page',
      why: 'The text of the operation tells of pages; their parameters are in the reference of 2.11.',
      source: `${reference}/2.11/rest-api/api.intercom.io/contacts/createcontact (read 2026-11-27)`,
    },
    ...['/body/avatar/image_url', '/body/data/*/avatar/image_url'].map((pointer) => ({
      operation: '*',
      in: 'answer' as const,
      pointer,
      keyword: 'format',
      why: 'A text that is no address can be written, and what Intercom makes of it is not told.',
      source: `${reference}/2.15/rest-api/api.intercom.io/contacts/createcontact (read 2026-11-27)`,
    })),
    { ...attributes, operation: `POST ${instances}` },
    { ...attributes, operation: `GET ${instances}`, in: 'answer' },
  ],
})
