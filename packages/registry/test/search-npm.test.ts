import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { searchNpm } from '../src/npm/search-npm.ts'
import { temporaryFolder, writeFiles } from './fixture.ts'

const entry = (name: string, more: object = {}) => ({
  package: {
    name,
    version: '1.2.3',
    description: 'Delivers changes to Acme',
    keywords: ['rev-connector', 'crm'],
    date: '2026-11-01T00:00:00.000Z',
    publisher: { username: 'ada', email: 'ada@example.com' },
    maintainers: [],
    links: {},
    ...more,
  },
})

/** A folder in which npm is configured for a registry that answers every search so. */
async function registryWith(
  status: number,
  body: object | ((query: { readonly text: string | null }) => object),
) {
  const asked: URLSearchParams[] = []
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://registry.invalid').searchParams
    asked.push(query)
    const answer = typeof body === 'function' ? body({ text: query.get('text') }) : body
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const folder = await temporaryFolder()
  const npmrc = `registry=http://127.0.0.1:${port}/\ncache=${folder}/cache\nfetch-retries=0\n`
  await writeFiles(folder, { '.npmrc': npmrc, 'package.json': { name: 'project' } })
  return { folder, asked }
}

test('npm is asked by the keyword of connectors, and each package is named with who published it', async () => {
  const objects = [entry('rev-source-b'), entry('rev-destination-a')]
  const { folder, asked } = await registryWith(200, { objects, total: 2 })
  expect(await searchNpm(folder, ['acme'])).toEqual([
    {
      package: 'rev-destination-a',
      version: '1.2.3',
      description: 'Delivers changes to Acme',
      publisher: 'ada',
      publishedAt: '2026-11-01T00:00:00.000Z',
    },
    expect.objectContaining({ package: 'rev-source-b' }),
  ])
  expect(asked.map((query) => query.get('text'))).toEqual(['keywords:rev-connector acme'])
})

test('what a registry adds that has no such keyword, or not every word, is left out', async () => {
  const objects = [
    entry('left-pad', { keywords: ['pad'] }),
    entry('no-keywords', { keywords: undefined }),
    entry('rev-destination-b', { description: 'Something else' }),
    entry('rev-destination-a'),
  ]
  const { folder } = await registryWith(200, { objects, total: 4 })
  const found = await searchNpm(folder, ['ACME', 'crm'])
  expect(found.map((one) => one.package)).toEqual(['rev-destination-a'])
})

test('a word that npm would take for a flag does not reach npm', async () => {
  const { folder, asked } = await registryWith(200, {
    objects: [entry('rev-destination-a')],
    total: 1,
  })
  expect(await searchNpm(folder, ['--registry=http://127.0.0.1:9'])).toEqual([])
  expect(asked.map((query) => query.get('text'))).toEqual(['keywords:rev-connector', 'rev-'])
})

test('a registry that knows no keywords is asked again by the words alone', async () => {
  const { folder, asked } = await registryWith(200, ({ text }) => ({
    objects: text?.startsWith('keywords:') === true ? [] : [entry('rev-destination-a')],
    total: 0,
  }))
  expect(await searchNpm(folder, ['acme'])).toHaveLength(1)
  expect(asked.map((query) => query.get('text'))).toEqual(['keywords:rev-connector acme', 'acme'])
})

test('a registry that cannot be searched is an error that says so', async () => {
  const { folder } = await registryWith(404, { error: 'not found' })
  await expect(searchNpm(folder, [])).rejects.toMatchObject({
    message: expect.stringContaining('npm search'),
  })
})
