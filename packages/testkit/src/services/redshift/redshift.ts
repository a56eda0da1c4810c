import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { provideDatabase, type DatabaseService } from '../database-service.ts'
import { providePostgres, runPostgresStatements } from '../postgres.ts'
import type { ThrowAwayServer } from '../throw-away-server.ts'
import { FrontendMessages, type FrontRules } from './frontend-messages.ts'
import { redshiftRules, redshiftSettings } from './redshift-rules.ts'
import { redshiftShape } from './redshift-shape.ts'

/** The environment variable that names a Redshift cluster to use instead of a Postgres in its shape. */
export const redshiftUrlVariable = 'REV_TEST_REDSHIFT_URL'

/**
 * Provides Redshift: the cluster that REV_TEST_REDSHIFT_URL names, else a real Postgres in its shape, with its types,
 * its system views and its version, behind a front that refuses what Redshift refuses.
 * @throws when no way works; the message says what each one lacked.
 */
export function provideRedshift(): Promise<DatabaseService> {
  return provideDatabase({
    name: 'Redshift',
    urlVariable: redshiftUrlVariable,
    ways: [['postgres', startShapedPostgres]],
    createSql: (database) => `create database ${database}`,
    dropSql: (database) => `drop database if exists ${database}`,
    runStatements: runPostgresStatements,
  })
}

async function startShapedPostgres(): Promise<ThrowAwayServer> {
  const postgres = await providePostgres()
  const template = `rev_shape_${randomBytes(6).toString('hex')}`
  await runPostgresStatements(postgres.url, [`create database ${template}`])
  const shaped = new URL(postgres.url)
  shaped.pathname = `/${template}`
  await runPostgresStatements(shaped.href, redshiftShape)
  const front = await startFront(new URL(postgres.url), {
    rewrite: redshiftRules(template),
    settings: redshiftSettings,
  })
  const url = new URL(postgres.url)
  url.port = String((front.address() as AddressInfo).port)
  url.hostname = '127.0.0.1'
  const stop = async (): Promise<void> => {
    front.close()
    await runPostgresStatements(postgres.url, [`drop database if exists ${template}`])
    await postgres[Symbol.asyncDispose]()
  }
  return { url: url.href, stop }
}

async function startFront(target: URL, rules: FrontRules): Promise<Server> {
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname)
    const messages = new FrontendMessages(rules)
    client.on('data', (bytes) => upstream.write(messages.push(bytes)))
    upstream.pipe(client)
    endTogether(client, upstream)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A front alone does not keep a process alive.
  server.unref()
  return server
}

function endTogether(one: Socket, other: Socket): void {
  for (const [socket, peer] of [
    [one, other],
    [other, one],
  ] as const) {
    socket.on('error', () => peer.destroy())
    socket.on('close', () => peer.end())
  }
}
