import { beforeEach, expect, test } from 'vitest'
import type { QueryRows } from '../services/query-rows.ts'
import { tellOutcomes } from '../tell-outcomes.ts'
import { createPeople } from './people.ts'
import type { SuiteParts } from './suite-parts.ts'

const request = { object: 'people', operation: 'replace', types: { id: 'integer' } } as const

/** What replacing a table shows, and what it leaves. */
export function defineReplacing(suite: SuiteParts): void {
  const { open, run, endSessions } = suite
  let url: string
  beforeEach(async () => {
    url = await createPeople(suite)
  })
  const people = (): Promise<QueryRows> => run(url, 'select * from people order by id')

  test('shows all new rows at once and keeps what hangs on the table', async () => {
    await run(url, 'create view grown as select * from people where age > 35')
    await using destination = await open(url)
    const types = { id: 'integer', name: 'string', age: 'integer' } as const
    const session = await destination.session({ ...request, types })
    const outcomes = await session.write({ records: [{ id: 2, name: 'B', age: 41 }] })
    expect(tellOutcomes(outcomes)).toEqual(['created'])
    expect(await session.write({ records: [{ id: 'x', name: 'bad' }] })).toMatchObject([
      { status: 'rejected', field: 'id' },
    ])
    await session.write({ records: [{ id: 7, name: 'C', age: 1 }] })
    expect(await people()).toMatchObject([{ id: 1 }, { id: 2, name: 'Bob' }])
    await session.commit()
    expect(await people()).toMatchObject([
      { id: 2, name: 'B' },
      { id: 7, name: 'C' },
    ])
    expect(await run(url, 'select id from grown')).toEqual([{ id: 2 }])
  })

  test('that is aborted leaves the old rows', async () => {
    await using destination = await open(url)
    const session = await destination.session(request)
    await session.write({ records: [{ id: 5 }] })
    await session.abort()
    expect(await people()).toMatchObject([{ id: 1 }, { id: 2 }])
  })

  test('whose connection dies leaves the old rows', async (context) => {
    if (!endSessions) return context.skip('not applicable: there is no connection')
    await using destination = await open(url)
    const session = await destination.session(request)
    await session.write({ records: [{ id: 6 }] })
    await endSessions(url)
    expect(await session.write({ records: [{ id: 7 }] })).toMatchObject([{ status: 'retry' }])
    await expect(session.commit()).rejects.toMatchObject({ code: 'REV_NETWORK_UNREACHABLE' })
    expect(await people()).toMatchObject([{ id: 1 }, { id: 2 }])
  })

  test('is refused for a table whose rows others follow', async () => {
    const owner = 'owner int, foreign key (owner) references people (id)'
    await run(url, `create table pets (${owner} on delete cascade)`)
    await using destination = await open(url)
    await expect(destination.session(request)).rejects.toThrow(/rows of pets would go/)
  })

  test('is a matter of the configuration for a table whose rows others refer to', async () => {
    await run(
      url,
      'create table toys (owner int, foreign key (owner) references people (id))',
      'insert into toys values (1)',
    )
    await using destination = await open(url)
    const opening = destination.session(request)
    await expect(opening).rejects.toMatchObject({ code: 'REV_CONFIG_INVALID' })
    expect(await people()).toMatchObject([{ id: 1 }, { id: 2 }])
  })
}
