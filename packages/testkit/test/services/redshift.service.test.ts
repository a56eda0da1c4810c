import { Client } from 'pg'
import { expect, test } from 'vitest'
import { describeWithRedshift } from '../../src/services/describe-with-service.ts'
import { redshiftRules } from '../../src/services/redshift/redshift-rules.ts'

const asked = redshiftRules('shape')

test.each([
  ['copy (select 1) to stdout', '42601'],
  ['select to_json(m.c1) from m', '42883'],
  ['begin; set local jit to off', '42704'],
  ['set extra_float_digits to 3', '22023'],
  ['fetch forward 1001 from c', 'XX000'],
  ['fetch forward 20000 from c', 'XX000'],
])('%s fails as it does in Redshift', (sql, code) => {
  expect(asked(sql)).toContain(`errcode = '${code}'`)
})

test.each([
  ['fetch forward 1000 from c', 'fetch forward 1000 from c'],
  ['update t set jit = 1', 'update t set jit = 1'],
  ["set query_group to 'a'; begin", "set rev.query_group to 'a'; begin"],
  ['create database d', 'create database d template shape'],
])('%s is passed on as %s', (sql, passed) => {
  expect(asked(sql)).toBe(passed)
})

await describeWithRedshift('a Postgres in the shape of Redshift', (redshift) => {
  test('has its version, its types by their numbers, and its catalogue in each database', async () => {
    const client = new Client({ connectionString: await redshift.createDatabase() })
    await client.connect()
    try {
      const { rows } = await client.query<{ version: string }>('select version()')
      expect(rows[0]?.version).toContain('Redshift')
      const text = "select '1'::super, '00'::varbyte, 'h'::hllsketch, 'g'::geometry, 'g'::geography"
      const { fields } = await client.query(text)
      expect(fields.map(({ dataTypeID }) => dataTypeID)).toEqual([4000, 6551, 2935, 3000, 3001])
      await client.query('create table t (a super)')
      const columns = "select data_type from svv_columns where table_name = 't'"
      expect((await client.query(columns)).rows).toEqual([{ data_type: 'super' }])
    } finally {
      await client.end()
    }
  })
})
