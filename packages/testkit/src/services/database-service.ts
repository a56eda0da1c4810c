import { randomBytes } from 'node:crypto'
import type { ThrowAwayServer } from './throw-away-server.ts'

/** Where a server was found. */
export type ServiceOrigin = 'environment' | 'docker' | 'binaries' | 'npm' | 'pypi' | 'postgres'

/** A database server for tests and demonstrations. */
export interface DatabaseService extends AsyncDisposable {
  /** A database of an administrator, or what the environment says. */
  readonly url: string
  readonly from: ServiceOrigin
  /** Makes an empty database. @returns its URL; it is dropped with the service at the latest. */
  createDatabase(): Promise<string>
}

/** How one kind of server is found, and how databases are made in it. */
export interface ServiceKind {
  /** The name in messages. */
  readonly name: string
  /** The environment variable that names a server to use instead of starting one. */
  readonly urlVariable: string
  /** Ways to start one, in this order; one that gives undefined is not available here. */
  readonly ways: readonly (readonly [Exclude<ServiceOrigin, 'environment'>, Start])[]
  readonly createSql: (database: string) => string
  readonly dropSql: (database: string) => string
  readonly runStatements: (url: string, statements: readonly string[]) => Promise<void>
}

type Start = () => Promise<ThrowAwayServer | undefined>

interface Found extends ThrowAwayServer {
  readonly from: ServiceOrigin
}

/**
 * Provides a real server: the one that the environment names, else the first that can be started.
 * @throws when no way works; the message says what each one lacked.
 */
export async function provideDatabase(kind: ServiceKind): Promise<DatabaseService> {
  const found = await findServer(kind)
  const made: string[] = []
  const createDatabase = async (): Promise<string> => {
    const name = `rev_${randomBytes(6).toString('hex')}`
    await kind.runStatements(found.url, [kind.createSql(name)])
    made.push(name)
    return databaseUrl(found.url, name)
  }
  const dispose = async (): Promise<void> => {
    // Only a server that stays needs its databases dropped.
    if (found.from === 'environment') await kind.runStatements(found.url, made.map(kind.dropSql))
    await found.stop()
  }
  return { url: found.url, from: found.from, createDatabase, [Symbol.asyncDispose]: dispose }
}

async function findServer({ name, urlVariable, ways }: ServiceKind): Promise<Found> {
  const url = process.env[urlVariable]
  if (url) return { url, from: 'environment', stop: () => Promise.resolve() }
  const lacks: string[] = []
  for (const [from, start] of ways) {
    try {
      const server = await start()
      if (server) return { ...server, from }
      lacks.push(`${from}: not available`)
    } catch (error) {
      lacks.push(`${from}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new Error(
    `Failed to provide a ${name} server. ${urlVariable} is not set; ${lacks.join('; ')}.`,
  )
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
