import { expect, test } from 'vitest'
import { load, problemsOf } from './project-fixture.ts'

const sqlHeader = `-- key: id
-- contract:
--   columns:
--     id: { type: integer, not_null: true, unique: true }
--     email: { accepted_values: [a@example.com, 1, true] }
--   freshness: { column: at, max_age: 2h }
--   on_violation: warn
-- That was the contract.
select 1 as id
`

const read = {
  onViolation: 'warn',
  columns: [
    { name: 'id', type: 'integer', isNotNull: true, isUnique: true, acceptedValues: undefined },
    { name: 'email', isNotNull: false, acceptedValues: ['a@example.com', '1', 'true'] },
  ],
  freshness: { column: 'at', maxAgeMs: 7_200_000 },
}

test('a SQL file has its contract in the comments at its top, each column with its place', async () => {
  const model = (await load({ 'models/people.sql': sqlHeader })).models.get('people')
  expect(model).toMatchObject({ key: ['id'], contract: read, query: { sql: 'select 1 as id\n' } })
  expect(model?.contract?.columns.map(({ place }) => [place.line, place.column])).toEqual([
    [4, 8],
    [5, 8],
  ])
  expect(model?.contract?.freshness?.place).toEqual({
    file: 'models/people.sql',
    line: 6,
    column: 6,
  })
})

test('a YAML file has the same', async () => {
  const yaml = `key: id
sql: select 1 as id
contract:
  columns:
    id: { type: integer, not_null: true, unique: true }
    email: { accepted_values: [a@example.com, 1, true] }
  freshness: { column: at, max_age: 2h }
  on_violation: warn
`
  const project = await load({ 'models/people.sql': undefined, 'models/people.yaml': yaml })
  expect(project.models.get('people')?.contract).toMatchObject(read)
})

test('a contract fails a run where it does not say otherwise, and may be on one line', async () => {
  const sql = '-- key: id\n-- contract: { columns: { id: {} } }\nselect 1 as id'
  const contract = (await load({ 'models/people.sql': sql })).models.get('people')?.contract
  expect(contract).toMatchObject({
    onViolation: 'fail',
    columns: [{ name: 'id', isNotNull: false }],
  })
})

test.each([
  [
    'an unknown key, at its column in the comment',
    '--   columns:\n--     id: { not_nul: true }',
    {
      code: 'REV_CONFIG_UNKNOWN_KEY',
      at: 'models/people.sql:4:14',
      hint: 'Did you mean "not_null"?',
    },
  ],
  [
    'an unknown type',
    '--   columns:\n--     id: { type: integr }',
    { code: 'REV_CONFIG_INVALID', at: 'models/people.sql:4:20', hint: 'Did you mean "integer"?' },
  ],
  ['no YAML', '--   columns: [', { code: 'REV_CONFIG_SYNTAX' }],
  [
    'a length of time that is none',
    '--   freshness: { column: at, max_age: often }',
    { at: 'models/people.sql:3:40' },
  ],
])('a mistake in the comments is told at its place: %s', async (_name, block, expected) => {
  const problems = await problemsOf({
    'models/people.sql': `-- key: id\n-- contract:\n${block}\nselect 1 as id`,
  })
  expect(problems[0]).toMatchObject(expected)
})

test('a misspelt contract is not a comment', async () => {
  const [problem] = await problemsOf({
    'models/people.sql': '-- key: id\n-- contrat:\n--   columns: {}\nselect 1 as id',
  })
  expect(problem).toMatchObject({ at: 'models/people.sql:2:1', hint: 'Did you mean "contract"?' })
})
