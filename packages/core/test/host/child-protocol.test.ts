import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isRevError, type Batch } from '@revetl/sdk'
import { BatchChange, freezeBatch } from '@revetl/sdk/host'
import { expect, onTestFinished, test } from 'vitest'
import { openDestination } from '../../src/host/open-destination.ts'
import { memoryServices } from './child-services.ts'
import { rawConnection } from './raw-project.ts'
import { startVendor } from './vendor-server.ts'

const { signal } = new AbortController()
const scope = {
  run: { id: 'run-1', sync: 'things', startedAt: '2026-01-01T00:00:00.000Z' },
  signal,
  isResendable: true,
}

function batchOf(...ids: readonly [string, ...string[]]): Batch {
  return freezeBatch({
    object: { name: 'things', fields: {} },
    operation: 'upsert',
    matchOn: ['id'],
    fields: [{ name: 'id', type: 'string' }],
    changes: ids.map(
      (id) => new BatchChange({ id, kind: 'added', key: [id], json: `{"id":"${id}"}` }),
    ),
    idempotencyKey: ids[0],
    attempt: 1,
  })
}

async function open(point: string, more: Parameters<typeof memoryServices>[0] = {}) {
  const { services, lines } = memoryServices(more)
  const connection = await rawConnection('http://127.0.0.1:9', point)
  return { lines, opening: openDestination(connection, services) }
}

test.each([
  ['protocol 3', 'REV_CONNECTOR_VERSION', 'speaks version 3 of the protocol, expected 2 or 1'],
  ['another id', 'REV_CONNECTOR_INVALID', 'it is the destination "other"'],
  ['refuses', 'REV_CONFIG_INVALID', 'The url is no good.'],
])(
  'a connector that answers the greeting with %s is refused with a reason',
  async (point, code, why) => {
    const { opening } = await open(point)
    const error = await opening.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(isRevError(error) && [error.code, error.place?.file]).toEqual([code, 'rev.yaml'])
    expect((error as Error).message).toContain(why)
  },
)

test.each(['no hello', 'no JSON'])(
  'a program that does not speak the protocol (%s) is given up',
  async (point) => {
    const childLimits = { restartsMax: 1, silenceMs: { start: 500 } }
    const { opening } = await open(point, { childLimits })
    await expect(opening).rejects.toMatchObject({ code: 'REV_CONNECTOR_STOPPED' })
  },
)

test('limits of a connection win over those of the host', async () => {
  const { services } = memoryServices({
    childLimits: { restartsMax: 1, silenceMs: { start: 300 } },
  })
  const connection = await rawConnection('http://127.0.0.1:9', 'no hello')
  const opening = openDestination({ ...connection, childLimits: { restartsMax: 0 } }, services)
  await expect(opening).rejects.toMatchObject({
    code: 'REV_CONNECTOR_STOPPED',
    message: expect.stringContaining('started 1 times') as string,
  })
})

test('a message of an unknown type is ignored with a warning, and an unknown field is kept', async () => {
  const { opening, lines } = await open('unknown type')
  await using destination = await opening
  expect(await destination.check(signal)).toEqual({ account: { id: 'raw' }, shoeSize: 43 })
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      message: 'A message of an unknown type was ignored',
      details: expect.objectContaining({ type: 'teleport' }) as object,
    }),
  )
})

test('a connector gets no more writes at once than it takes', async () => {
  await using vendor = await startVendor()
  const { services } = memoryServices()
  const connection = await rawConnection(vendor.url, 'one write')
  await using destination = await openDestination(connection, services)
  const answers = await Promise.all(
    ['1', '2', '3', '4'].map((id) => destination.write(batchOf(id), scope)),
  )
  expect(answers.map(({ outcomes }) => outcomes)).toEqual(
    ['1', '2', '3', '4'].map((id) => [{ id, status: 'ok', effect: 'written' }]),
  )
})

const written = (...ids: string[]) => ids.map((id) => ({ id, status: 'ok', effect: 'written' }))

test.each(['version 2, bytes', 'version 2, records', 'version 1'])(
  'a batch and its answer cross the same (%s)',
  async (point) => {
    await using vendor = await startVendor()
    const { services, lines } = memoryServices()
    const connection = await rawConnection(vendor.url, point)
    await using destination = await openDestination(connection, services)
    const { outcomes, error } = await destination.write(batchOf('1', '2é'), scope)
    expect([outcomes, error]).toEqual([written('1', '2é'), undefined])
    expect(vendor.received.map(({ body }) => body)).toEqual(['[{"id":"1"},{"id":"2é"}]'])
    // What follows a message of an unknown type is ignored with it.
    const ignored = lines.filter(({ message }) => message.includes('unknown type'))
    expect(ignored.length).toBe(point === 'version 2, records' ? 1 : 0)
  },
)

test('more outcomes than a batch can have are not taken apart', async () => {
  await using vendor = await startVendor()
  const connection = await rawConnection(vendor.url, 'version 2, too many')
  await using destination = await openDestination(connection, memoryServices().services)
  const { outcomes, error } = await destination.write(batchOf('1'), scope)
  expect([outcomes, (error as Error).message]).toEqual([
    undefined,
    expect.stringContaining('4 outcomes or more for 1 changes'),
  ])
})

test('a size that is none ends the process', async () => {
  await using vendor = await startVendor()
  const { services } = memoryServices({ childLimits: { restartsMax: 0 } })
  const connection = await rawConnection(vendor.url, 'version 2, a size below zero')
  await using destination = await openDestination(connection, services)
  const { error, hasSent } = await destination.write(batchOf('1'), scope)
  expect(error).toMatchObject({ code: 'REV_CONNECTOR_CRASHED' })
  expect((error as Error).message).toContain('it broke the protocol')
  expect([hasSent, vendor.received]).toEqual([undefined, []])
})

test('a body of records is refused for a call that has none', async () => {
  await using vendor = await startVendor()
  const connection = await rawConnection(vendor.url, 'version 2, records of no write')
  await using destination = await openDestination(connection, memoryServices().services)
  await expect(destination.check(signal)).rejects.toMatchObject({
    code: 'REV_HTTP_REQUEST',
    delivery: 'not-sent',
  })
  expect(vendor.received).toEqual([])
})

test('a program that is not there is a fault of the connection', async () => {
  const { services } = memoryServices()
  const connection = await rawConnection('http://127.0.0.1:9')
  const code = { folder: import.meta.dirname, command: ['no-such-program'], isLinked: false }
  const opening = openDestination(
    { ...connection, connector: { ...connection.connector, code } },
    services,
  )
  await expect(opening).rejects.toMatchObject({ code: 'REV_CONNECTOR_INVALID' })
})

test.each(['leaves a program', 'leaves and ends'])(
  'what a connector started ends with it (%s)',
  async (point) => {
    const file = temporaryFile('left')
    const { services } = memoryServices({ childLimits: { restartsMax: 0 } })
    const connection = await rawConnection('http://127.0.0.1:9', point, file)
    const opened = await openDestination(connection, services).catch(() => undefined)
    expect(opened === undefined).toBe(point === 'leaves and ends')
    await opened?.[Symbol.asyncDispose]()
    const left = Number(readFileSync(file, 'utf8'))
    await expect.poll(() => isAlive(left)).toBe(false)
  },
)

test('a program that left the group of its connector holds nobody up', async () => {
  const file = temporaryFile('left')
  const connection = await rawConnection('http://127.0.0.1:9', 'leaves the group', file)
  const destination = await openDestination(connection, memoryServices().services)
  await destination[Symbol.asyncDispose]()
  const left = Number(readFileSync(file, 'utf8'))
  expect(isAlive(left)).toBe(true)
  process.kill(left, 'SIGKILL')
})

function temporaryFile(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-child-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return path.join(folder, name)
}

function isAlive(pid: number): boolean {
  // Whoever ended stays in the table of processes, as a zombie, until somebody asks for its end.
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.startsWith('Z')
}
