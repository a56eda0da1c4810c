import { parseJson, type FoundRecord, type Value } from '@revetl/sdk'
import type { RowLookup } from '@revetl/sdk/sql'
import type { ClientBase, QueryArrayConfig } from 'pg'
import { columnInput } from './column-input.ts'
import { faultKind } from './faults.ts'
import { printedJson } from './printed-json.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import type { Table } from './table.ts'
import { beginReading } from './transaction.ts'

type Lookup = RowLookup<Table>

/** Reads rows by their match columns, in a transaction that cannot write. */
export async function lookUpRows(
  client: ClientBase,
  lookup: Lookup,
): Promise<readonly FoundRecord[]> {
  try {
    return await readRows(client, lookup)
  } catch (error) {
    await client.query('rollback')
    if (faultKind(error) !== 'record') throw error
    // A value that the column cannot hold: no row has it, and the others are looked for without it.
    const { keys } = lookup
    if (keys.length === 1) return []
    const middle = Math.ceil(keys.length / 2)
    const [first, second] = [keys.slice(0, middle), keys.slice(middle)]
    return [
      ...(await lookUpRows(client, { ...lookup, keys: first })),
      ...(await lookUpRows(client, { ...lookup, keys: second })),
    ]
  }
}

async function readRows(client: ClientBase, lookup: Lookup): Promise<readonly FoundRecord[]> {
  const { matchOn, keys, columns } = lookup
  const given = keys.map((key) =>
    Object.fromEntries(key.map((value, index) => [`x${index + 1}`, value])),
  )
  await beginReading(client)
  const query: QueryArrayConfig = {
    text: selectSql(lookup),
    values: [JSON.stringify(given)],
    rowMode: 'array',
  }
  const { rows } = await client.query<(string | null)[]>(query)
  await client.query('commit')
  return rows.map(([place, ...texts]) => {
    const key = keys[Number(place) - 1] ?? []
    return {
      match: Object.fromEntries(matchOn.map(({ name }, index) => [name, key[index] ?? null])),
      fields: Object.fromEntries(columns.map(({ name }, index) => [name, valueOf(texts[index])])),
    }
  })
}

/** A query of one JSON array, `$1`: the place of a key in it, and the wanted columns of its row as JSON. */
function selectSql({ table, matchOn, columns }: Lookup): string {
  const inputs = matchOn.map((column) => columnInput(column, undefined))
  const declared = inputs.map((input, index) => `x${index + 1} ${input.declared}`)
  const same = matchOn.map(
    ({ name }, index) => `t.${quoteIdentifier(name)} = ${inputs[index]?.value(`g.x${index + 1}`)}`,
  )
  const wanted = columns.map((column) => printedJson(column, `t.${quoteIdentifier(column.name)}`))
  const names = inputs.map((_input, index) => `x${index + 1}`)
  return `select ${['g.n::text', ...wanted].join(', ')}
    from rows from (json_to_recordset($1::json) as (${declared.join(', ')})) with ordinality as g(${[...names, 'n'].join(', ')})
    join ${table.sql} t on ${same.join(' and ')}`
}

function valueOf(text: string | null | undefined): Value {
  return text === null || text === undefined ? null : parseJson(text)
}
