import type { SuiteParts } from './suite-parts.ts'

/** Makes a database with two people. @returns its URL */
export async function createPeople({ createDatabase, run, sql }: SuiteParts): Promise<string> {
  const url = await createDatabase()
  await run(
    url,
    `create table people (
      id int primary key, email varchar(100) unique, name varchar(100) not null default 'new',
      age int, kept varchar(20) default 'theirs', touched int not null default 0)`,
    ...sql.countUpdates('people'),
    "insert into people (id, email, name, age) values (1, 'ann@example.com', 'Ann', 30), (2, 'bob@example.com', 'Bob', 40)",
  )
  return url
}
