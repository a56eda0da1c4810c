import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'

const text = (title: string, description: string) =>
  annotate(z.string().min(1), { title, description })
const kind = <Name extends string>(name: Name) => z.literal(name).meta({ title: 'Kind' })

const file = (name: 'duckdb' | 'sqlite' | 'ducklake', what: string) =>
  z.strictObject({
    type: kind(name),
    path: text('File', `Path of ${what}, relative to the project.`),
  })

// They stand in the text of ATTACH, which errors show: none may be a password.
const parameterName = z.string().regex(/^(?!.*(pass|pwd))[a-z_]{1,63}$/)

const server = <Name extends 'postgres' | 'mysql'>(name: Name, port: number) =>
  z.strictObject({
    type: kind(name),
    host: text('Host', 'A name or an address.'),
    port: z.int().min(1).max(65_535).default(port).meta({
      title: 'Port',
      description: 'The TCP port.',
    }),
    database: text('Database', 'The database of the server.'),
    user: text('User', 'A role that can read and cannot write is best.'),
    password: secret(text('Password', 'The password of the user.')).optional(),
    parameters: z
      .record(parameterName, z.string().regex(/^[\w./:+-]+$/))
      .default({})
      .meta({
        title: 'Parameters',
        description:
          'Further parameters of the connection, for example `sslmode: verify-full`. Default: encrypted, but on this machine.',
      }),
  })

/** One database beside that of `path`; a text alone is the path of a DuckDB file. */
export const attachmentSchema = z
  .union([
    z.string().min(1),
    z.discriminatedUnion('type', [
      file('duckdb', 'a DuckDB database'),
      file('sqlite', 'a SQLite database'),
      file('ducklake', 'the DuckDB file that is the catalog of a DuckLake'),
      server('postgres', 5432),
      server('mysql', 3306),
      z.strictObject({ type: kind('motherduck') }),
    ]),
  ])
  .meta({ title: 'Database' })

/** A database beside that of `path`, as the configuration has it. */
export type AttachmentConfig = Exclude<z.output<typeof attachmentSchema>, string>
