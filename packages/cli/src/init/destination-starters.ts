import { ours, type DestinationStarter } from './starters.ts'

function destination(
  id: string,
  parts: Omit<DestinationStarter, 'packageName'>,
): DestinationStarter {
  return { packageName: ours('destination', id), ...parts }
}

const tableMap = ['id: id', 'email:', '  column: email', '  apply: [trim, lower]', 'name: name']

/** Destinations that `rev init` can begin with. */
export const destinationStarters: Readonly<Record<string, DestinationStarter>> = {
  file: destination('file', {
    config: ['folder: out'],
    env: [],
    object: 'people.csv',
    mode: 'replace',
    map: tableMap,
  }),
  postgres: destination('postgres', {
    config: ['url: ${env:DATABASE_URL}'],
    env: [['DATABASE_URL', 'postgres://writer:password@localhost:5432/app']],
    object: 'people',
    mode: 'upsert',
    map: tableMap,
  }),
  mysql: destination('mysql', {
    config: ['url: ${env:DATABASE_URL}'],
    env: [['DATABASE_URL', 'mysql://writer:password@localhost:3306/app']],
    object: 'people',
    mode: 'upsert',
    map: tableMap,
  }),
  hubspot: destination('hubspot', {
    config: ['accessToken: ${env:HUBSPOT_ACCESS_TOKEN}'],
    env: [['HUBSPOT_ACCESS_TOKEN', 'pat-…']],
    object: 'contacts',
    mode: 'upsert',
    map: ['email: email', 'firstname: name'],
  }),
  salesforce: destination('salesforce', {
    config: [
      'instanceUrl: https://acme.my.salesforce.com',
      'clientCredentials:',
      '  clientId: ${env:SALESFORCE_CLIENT_ID}',
      '  clientSecret: ${env:SALESFORCE_CLIENT_SECRET}',
    ],
    env: [
      ['SALESFORCE_CLIENT_ID', '…'],
      ['SALESFORCE_CLIENT_SECRET', '…'],
    ],
    object: 'Contact',
    mode: 'upsert',
    map: ['External_Id__c: id', 'Email: email', 'LastName: name'],
  }),
  klaviyo: destination('klaviyo', {
    config: ['apiKey: ${env:KLAVIYO_API_KEY}'],
    env: [['KLAVIYO_API_KEY', 'pk_…']],
    object: 'profiles',
    mode: 'upsert',
    map: ['email: email', 'first_name: name'],
  }),
  braze: destination('braze', {
    config: ['apiKey: ${env:BRAZE_API_KEY}', 'endpoint: https://rest.iad-01.braze.com'],
    env: [['BRAZE_API_KEY', '…']],
    object: 'users',
    mode: 'upsert',
    map: ['external_id: id', 'email: email', 'first_name: name'],
  }),
  intercom: destination('intercom', {
    config: ['accessToken: ${env:INTERCOM_TOKEN}', 'region: eu'],
    env: [['INTERCOM_TOKEN', '…']],
    object: 'contacts',
    mode: 'upsert',
    map: ['external_id: id', 'email: email', 'name: name'],
  }),
  slack: destination('slack', {
    config: ['botToken: ${env:SLACK_BOT_TOKEN}'],
    env: [['SLACK_BOT_TOKEN', 'xoxb-…']],
    object: "'#customers'",
    mode: 'upsert',
    map: ['key: id', "text: { template: '{{name}} is a customer now: {{email}}' }"],
  }),
  'google-sheets': destination('google-sheets', {
    config: [
      'spreadsheet: https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG/edit',
      'serviceAccountKey: ${file:keys/google-sheets.json}',
    ],
    env: [],
    object: 'People',
    mode: 'mirror',
    map: tableMap,
  }),
  'meta-audiences': destination('meta-audiences', {
    config: ['adAccount: act_1234567890', 'accessToken: ${env:META_TOKEN}', 'tier: standard'],
    env: [['META_TOKEN', '…']],
    object: "'23850000000000000'",
    mode: 'audience',
    map: ['email: email'],
  }),
  http: destination('http', {
    config: [
      'baseUrl: https://api.example.com/v2',
      "auth: { kind: bearer, token: '${env:API_TOKEN}' }",
      'objects:',
      '  people:',
      '    operations:',
      "      upsert: { method: PUT, url: '/people/{{id}}', send: record, omit: [id], matchOn: [[id]] }",
    ],
    env: [['API_TOKEN', '…']],
    object: 'people',
    mode: 'upsert',
    map: tableMap,
  }),
}
