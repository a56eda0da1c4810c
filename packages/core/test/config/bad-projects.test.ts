import { expect, test } from 'vitest'
import { goodFiles, load, problemsOf, projectPath, warningsOf } from './project-fixture.ts'

const rev = goodFiles['rev.yaml']
const sync = goodFiles['syncs/people.yaml']

/** Each: what is changed, and the code, place, reason and hint that a reader sees. */
const mistakes: readonly (readonly [
  name: string,
  changes: Readonly<Record<string, string | undefined>>,
  code: string,
  at: string,
  message: RegExp,
  hint: RegExp,
])[] = [
  [
    'a missing rev.yaml',
    { 'rev.yaml': undefined },
    'REV_CONFIG_MISSING',
    'undefined:undefined:undefined',
    /there is no rev\.yaml/,
    /rev init/,
  ],
  [
    'YAML that cannot be read',
    { 'rev.yaml': 'name: [a\nsources: {}' },
    'REV_CONFIG_SYNTAX',
    'rev.yaml:2:1',
    /Failed to read rev\.yaml: /,
    /this line/,
  ],
  [
    'a key that is there twice',
    { 'rev.yaml': `${rev}name: again\n` },
    'REV_CONFIG_SYNTAX',
    'rev.yaml:8:1',
    /unique/,
    /this line/,
  ],
  [
    'a mistyped key',
    { 'rev.yaml': rev.replace('sources:', 'source:') },
    'REV_CONFIG_UNKNOWN_KEY',
    'rev.yaml:2:1',
    /the key "source" is not known/,
    /Did you mean "sources"\?/,
  ],
  [
    'a wrong type',
    { 'rev.yaml': rev.replace('name: quickstart', 'name: [a]') },
    'REV_CONFIG_INVALID',
    'rev.yaml:1:7',
    /Expected text, got a list/,
    /Correct name/,
  ],
  [
    'a missing key',
    { 'syncs/people.yaml': sync.replace('mode: upsert\n', '') },
    'REV_CONFIG_INVALID',
    'syncs/people.yaml:1:1',
    /the key "mode" is missing/,
    /Add "mode"/,
  ],
  [
    'a run log that is neither kept for a time nor left out',
    { 'syncs/people.yaml': `${sync}run_log: true\n` },
    'REV_CONFIG_INVALID',
    'syncs/people.yaml:8:10',
    /Expected false or keys and values, got true/,
    /Correct run_log/,
  ],
  [
    'a time to keep a run log that is none',
    { 'syncs/people.yaml': `${sync}run_log: { keep: 90 days }\n` },
    'REV_CONFIG_INVALID',
    'syncs/people.yaml:8:18',
    /got "90 days"/,
    /Correct run_log\.keep/,
  ],
  [
    'a run log in a database that cannot keep one',
    { 'syncs/people.yaml': `${sync}run_log: {}\n` },
    'REV_CONFIG_INVALID',
    'syncs/people.yaml:8:10',
    /the source "local" \(duckdb\) cannot keep a log of runs/,
    /Set `run_log: false`/,
  ],
  [
    'a sample to read back that is none',
    { 'syncs/people.yaml': `${sync}verify: { sample: 0 }\n` },
    'REV_CONFIG_INVALID',
    'syncs/people.yaml:8:19',
    /got the number 0/,
    /Correct verify\.sample/,
  ],
  [
    'a read-back of an object that cannot be looked up',
    { 'syncs/people.yaml': `${sync}verify: {}\n` },
    'REV_CONFIG_MODE',
    'syncs/people.yaml:8:9',
    /"contacts" cannot be looked up/,
    /Write `verify: false`/,
  ],
  [
    'a cursor without a lag',
    { 'syncs/people.yaml': `${sync}cursor: { column: id }\n` },
    'REV_CONFIG_INVALID',
    'syncs/people.yaml:8:9',
    /the key "lag" is missing/,
    /Add "lag"/,
  ],
  [
    'a lag that is no length of time',
    { 'syncs/people.yaml': `${sync}cursor: { column: id, lag: 10 minutes }\n` },
    'REV_CONFIG_INVALID',
    'syncs/people.yaml:8:28',
    /got "10 minutes"/,
    /Correct cursor\.lag/,
  ],
  [
    'a cursor over a source that takes no conditions',
    { 'syncs/people.yaml': `${sync}cursor: { column: id, lag: 10m }\n` },
    'REV_CONFIG_INVALID',
    'syncs/people.yaml:8:9',
    /the source "local" \(duckdb\) takes no conditions/,
    /Leave the cursor out/,
  ],
  [
    'an unknown connector',
    { 'rev.yaml': rev.replace('connector: crm', 'connector: crmm') },
    'REV_CONNECTOR_UNKNOWN',
    'rev.yaml:6:16',
    /Failed to find the connector "crmm"/,
    /Install it/,
  ],
  [
    'a destination where a source belongs',
    { 'rev.yaml': rev.replace('connector: duckdb', 'connector: crm') },
    'REV_CONNECTOR_UNKNOWN',
    'rev.yaml:3:23',
    /Failed to find the connector "crm"/,
    /Install it/,
  ],
  [
    "a mistyped key of a connector's",
    { 'rev.yaml': `${rev}    regoin: europe\n` },
    'REV_CONFIG_UNKNOWN_KEY',
    'rev.yaml:8:5',
    /the key "regoin" is not known/,
    /Did you mean "region"\?/,
  ],
  [
    "a choice that a connector doesn't have",
    { 'rev.yaml': `${rev}    region: eruope\n` },
    'REV_CONFIG_INVALID',
    'rev.yaml:8:13',
    /Expected one of europe, america, got a text/,
    /Did you mean "europe"\?/,
  ],
  [
    'an unresolved secret',
    { 'rev.yaml': rev.replace('TOKEN', 'TOKEM') },
    'REV_CONFIG_SECRET',
    'rev.yaml:7:10',
    /the environment variable TOKEM is not set/,
    /Set TOKEM/,
  ],
  [
    'a reference of the wrong kind',
    { 'rev.yaml': rev.replace('${env:', '${evn:') },
    'REV_CONFIG_SECRET',
    'rev.yaml:7:10',
    /"evn" is not a kind of reference/,
    /Did you mean "env"\?/,
  ],
  [
    'a variable as a shell has it',
    { 'rev.yaml': rev.replace('${env:TOKEN}', '${TOKEN}') },
    'REV_CONFIG_SECRET',
    'rev.yaml:7:10',
    /Expected \$\{env:NAME\}/,
    /plain \$\{/,
  ],
  [
    'a model that is not there',
    { 'syncs/people.yaml': sync.replace('model: people', 'model: peopel') },
    'REV_CONFIG_REFERENCE',
    'syncs/people.yaml:1:8',
    /there is no model "peopel"/,
    /Did you mean "people"\?/,
  ],
  [
    'a destination that is not there',
    { 'syncs/people.yaml': sync.replace('destination: crm', 'destination: crn') },
    'REV_CONFIG_REFERENCE',
    'syncs/people.yaml:2:14',
    /there is no destination "crn"/,
    /Did you mean "crm"\?/,
  ],
  [
    'a source that is not there',
    { 'models/people.sql': '-- source: loacl\n-- key: id\nselect 1' },
    'REV_CONFIG_REFERENCE',
    'models/people.sql:1:1',
    /there is no source "loacl"/,
    /Did you mean "local"\?/,
  ],
  [
    'no source named where there are two',
    { 'rev.yaml': rev.replace('sources:\n', 'sources:\n  second: { connector: duckdb }\n') },
    'REV_CONFIG_REFERENCE',
    'models/people.sql:1:1',
    /no source is named, and rev\.yaml has 2/,
    /-- source: second/,
  ],
  [
    'a model without SQL',
    { 'models/people.sql': '-- key: id\n' },
    'REV_CONFIG_INVALID',
    'models/people.sql:1:1',
    /it has no SQL/,
    /one SELECT/,
  ],
  [
    'a model that is two things',
    { 'models/people.sql': undefined, 'models/people.yaml': 'sql: select 1\ntable: people' },
    'REV_CONFIG_INVALID',
    'models/people.yaml:1:1',
    /Expected one of the keys sql, table, files, dbt, got sql, table/,
    /exactly one/,
  ],
  [
    'no key anywhere',
    { 'models/people.sql': 'select 1' },
    'REV_CONFIG_KEY',
    'syncs/people.yaml:1:1',
    /no key is named/,
    /models\/people\.sql/,
  ],
  [
    'a mode that the object does not have',
    { 'syncs/people.yaml': sync.replace('mode: upsert', 'mode: mirror') },
    'REV_CONFIG_MODE',
    'syncs/people.yaml:4:7',
    /does not support the mode mirror\. Expected the operation delete, got upsert, append/,
    /Use `on_remove: clear`, or the mode upsert or append/,
  ],
  [
    'an object that the destination does not have',
    { 'syncs/people.yaml': sync.replace('object: contacts', 'object: contact') },
    'REV_CONFIG_REFERENCE',
    'syncs/people.yaml:3:9',
    /has no object "contact"/,
    /Did you mean "contacts"\?/,
  ],
  [
    'a field that the object does not have',
    { 'syncs/people.yaml': `${sync}  nmae: name\n` },
    'REV_CONFIG_MAPPING',
    'syncs/people.yaml:8:3',
    /has no field "nmae"/,
    /Did you mean "name"\?/,
  ],
  [
    'a read-only field',
    { 'syncs/people.yaml': `${sync}  created: created\n` },
    'REV_CONFIG_MAPPING',
    'syncs/people.yaml:8:3',
    /the field "created" of "contacts" is read-only/,
    /Remove it/,
  ],
  [
    'a write rule that needs a lookup',
    { 'syncs/people.yaml': `${sync}  city: { column: city, write: if_empty }\n` },
    'REV_CONFIG_MAPPING',
    'syncs/people.yaml:8:3',
    /cannot be written only if it is empty/,
    /write: always/,
  ],
  [
    'records that cannot be found',
    { 'syncs/people.yaml': sync.replace('  email: email\n', '') },
    'REV_CONFIG_MAPPING',
    'syncs/people.yaml:6:3',
    /upsert of "contacts" finds records by other fields\. Expected email/,
    /Map email/,
  ],
  [
    'an ambiguity rule that needs a lookup',
    { 'syncs/people.yaml': `${sync}on_ambiguous: reconcile\n` },
    'REV_CONFIG_MODE',
    'syncs/people.yaml:8:15',
    /cannot be looked up/,
    /hold/,
  ],
  [
    'a mistyped function',
    { 'syncs/people.yaml': sync.replace('upper', 'uper') },
    'REV_CONFIG_INVALID',
    'syncs/people.yaml:7:39',
    /Expected one of trim, lower, upper.*, got "uper"/,
    /Did you mean "upper"\?/,
  ],
  [
    'a template with logic',
    { 'syncs/people.yaml': `${sync}  city: { template: '{{ a | upcase }} {% if b %}' }\n` },
    'REV_CONFIG_MAPPING',
    'syncs/people.yaml:8:21',
    /a template has no logic|and a template has none|is not a column/,
    /SQL/,
  ],
  [
    'a date format that means nothing',
    { 'syncs/people.yaml': `${sync}  city: { column: d, apply: [{ format_date: '%Q' }] }\n` },
    'REV_CONFIG_MAPPING',
    'syncs/people.yaml:8:30',
    /"%Q" means nothing in a date format/,
    /%Y/,
  ],
  [
    'a time zone that is none',
    {
      'syncs/people.yaml': `${sync}  city: { column: d, apply: [{ timestamp: { zone: Nowhere } }] }\n`,
    },
    'REV_CONFIG_MAPPING',
    'syncs/people.yaml:8:30',
    /"Nowhere" is not a time zone/,
    /Europe\/Stockholm/,
  ],
  [
    'a duration without a unit',
    { 'syncs/people.yaml': `${sync}patience: 10\n` },
    'REV_CONFIG_INVALID',
    'syncs/people.yaml:8:11',
    /Expected text, got the number 10/,
    /Correct patience/,
  ],
  [
    'a name that would be no file',
    { 'syncs/people.yaml': undefined, 'syncs/pe ople.yaml': sync },
    'REV_CONFIG_INVALID',
    'syncs/pe ople.yaml:1:1',
    /"pe ople" is not a usable name/,
    /letters, digits/,
  ],
  [
    'a connection whose name is none',
    { 'rev.yaml': rev.replace('  local:', "  'my local':") },
    'REV_CONFIG_INVALID',
    'rev.yaml:3:3',
    /"my local" is not a usable name/,
    /letters, digits/,
  ],
  [
    'a mapping of nothing',
    { 'syncs/people.yaml': `${sync.split('map:')[0]}map: {}\n` },
    'REV_CONFIG_MAPPING',
    'syncs/people.yaml:5:6',
    /it maps no field/,
    /map: all/,
  ],
  [
    'a word where a mapping belongs',
    { 'syncs/people.yaml': `${sync.split('map:')[0]}map: everything\n` },
    'REV_CONFIG_INVALID',
    'syncs/people.yaml:5:6',
    /Expected "all" or keys and values, got "everything"/,
    /Correct map/,
  ],
  [
    'two models of one name',
    { 'models/people.yaml': 'table: people\nkey: id' },
    'REV_CONFIG_INVALID',
    'models/people.yaml:1:1',
    /models\/people\.sql has the same name/,
    /Remove or rename/,
  ],
  [
    'a line of .env that is none',
    { '.env': 'A=1\nnonsense\n' },
    'REV_CONFIG_SYNTAX',
    '.env:2:1',
    /Expected NAME=VALUE/,
    /one NAME=VALUE a line/,
  ],
]

test.each(mistakes)(
  '%s is told at its place, with a way out',
  async (_, files, code, at, message, hint) => {
    const [first] = await problemsOf(files)
    expect(first).toMatchObject({ code, at })
    expect(first?.message).toMatch(message)
    expect(first?.hint).toMatch(hint)
  },
)

test('one mistake is told once', async () => {
  for (const [name, files] of mistakes) {
    const problems = await problemsOf(files)
    expect(problems.length, `${name}: ${problems.map(({ message }) => message).join(' | ')}`).toBe(
      1,
    )
  }
})

test('a message never holds a secret', async () => {
  const broken = rev.replace('url:', 'port:')
  const text = JSON.stringify(await problemsOf({ 'rev.yaml': broken }))
  expect(text).toContain('REV_CONFIG_INVALID')
  expect(text).not.toContain('tok-12345')
})

test.each([
  [
    'a required field that is not mapped',
    {
      'syncs/people.yaml': sync
        .replace('mode: upsert', 'mode: append')
        .replace('  email: email\n', ''),
    },
    /needs email to create a record/,
  ],
  [
    'an option of another mode',
    { 'syncs/people.yaml': `${sync}on_remove: clear\n` },
    /on_remove does nothing in this mode/,
  ],
  [
    'retries that can write duplicates',
    { 'syncs/people.yaml': `${sync.replace('mode: upsert', 'mode: append')}on_ambiguous: retry\n` },
    /can write duplicates/,
  ],
  [
    'a secret in rev.yaml itself',
    { 'rev.yaml': rev.replace('${env:TOKEN}', 'plain') },
    /The secret destinations\.crm\.url stands in rev\.yaml itself/,
  ],
  [
    'a key that an open schema does not know',
    { 'rev.yaml': rev.replace('connector: duckdb', 'connector: duckdb, paht: x') },
    /does not know the key "paht"/,
  ],
])('%s is a warning', async (_name, files, message) => {
  const [warning, ...others] = await warningsOf(files)
  expect(warning?.message).toMatch(message)
  expect(others).toEqual([])
})

test('defaults of rev.yaml hold for syncs that do not say otherwise', async () => {
  const { syncs } = await load({
    'rev.yaml': `${rev}defaults: { track: row, batch: 5, guard: { removals_min: 7, rejects_min: 8 } }\n`,
    'syncs/people.yaml': `${sync}track: fields\nguard: { removals_min: 9 }\npatience: 90s\n`,
  })
  expect(syncs.get('people')).toMatchObject({
    track: 'fields',
    batchRecordsMax: 5,
    patienceMs: 90_000,
    guard: { removalsPercentMax: 10, removalsMin: 9, rejectsPercentMax: 50, rejectsMin: 8 },
  })
})

test('a model keeps its SQL as it is and knows on which line it starts', async () => {
  const sql = 'select 1 as id, 2 as b\r\n'
  const { models } = await load({
    'models/people.sql': `-- hello: a comment\r\n-- key: id, b\r\n\r\n${sql}`,
    'models/block.yaml': 'key: id\nsql: |\n  select 1\n',
    'models/table.yaml': 'table: public.people\nkey: [id]\n',
    'models/files.yaml': 'files: [data/*.csv]\nkey: id\n',
  })
  expect(models.get('people')).toMatchObject({ key: ['id', 'b'], sqlLine: 4, query: { sql } })
  expect(models.get('block')).toMatchObject({ sqlLine: 3, query: { sql: 'select 1\n' } })
  expect(models.get('table')?.query).toEqual({ kind: 'table', table: ['public', 'people'] })
  expect(models.get('files')?.query).toEqual({
    kind: 'files',
    paths: [`${projectPath}/data/*.csv`],
  })
})

test('a project without models and syncs is one', async () => {
  const project = await load({ 'models/people.sql': undefined, 'syncs/people.yaml': undefined })
  expect([project.models.size, project.syncs.size]).toEqual([0, 0])
})

test('the place of a value in a sync is known later', async () => {
  const { syncs } = await load()
  const place = syncs.get('people')?.placeOf
  expect(place?.('map', 'name', 'apply', 1)).toEqual({
    file: 'syncs/people.yaml',
    line: 7,
    column: 39,
  })
  expect(place?.('nowhere')).toEqual({ file: 'syncs/people.yaml', line: 1, column: 1 })
})
