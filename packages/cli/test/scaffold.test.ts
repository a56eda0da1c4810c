import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { namesOf } from '../src/scaffold/connector-names.ts'
import { readTemplate } from '../src/scaffold/read-template.ts'
import { scaffoldFiles } from '../src/scaffold/scaffold-files.ts'
import { writeScaffold } from '../src/scaffold/write-scaffold.ts'

const connectors = path.resolve(import.meta.dirname, '../../../connectors')
const kind = 'destination'

test('the names of a connector follow from its id and its scope', () => {
  expect(namesOf({ kind, id: 'acme-crm', scope: '@me' })).toEqual({
    id: 'acme-crm',
    packageName: '@me/rev-destination-acme-crm',
    title: 'Acme Crm',
    pascal: 'AcmeCrm',
    constant: 'ACME_CRM',
  })
})

test('the name of the package stands for the id in it', () => {
  expect(namesOf({ kind, id: 'rev-destination-acme' }).packageName).toBe('rev-destination-acme')
  const source = namesOf({ kind: 'source', id: 'rev-source-acme', scope: '@me' })
  expect(source).toMatchObject({ id: 'acme', packageName: '@me/rev-source-acme' })
})

test.each([
  ['an id in capitals', { id: 'Acme' }],
  ['an id with a path', { id: '../acme' }],
  ['a scope without @', { id: 'acme', scope: 'me' }],
  ['a title that would end a string of the code', { id: 'acme', title: "Bob's" }],
])('%s is refused', (_name, choices) => {
  expect(() => namesOf({ kind, ...choices })).toThrow(
    expect.objectContaining({ code: 'REV_USAGE' }),
  )
})

test.each([
  ['destination', '_template'],
  ['source', '_template-source'],
] as const)('nothing of the scaffold of a %s speaks of the template', async (one, folder) => {
  const template = await readTemplate(path.join(connectors, folder, 'src'))
  const tests = await readTemplate(path.join(connectors, folder, 'test'))
  const names = namesOf({ kind: one, id: 'acme', title: 'Acme & Co.' })
  const files = scaffoldFiles({ ...template, ...tests }, names)
  expect(Object.keys(files)).toContain('index.ts')
  expect(Object.values(files).join('\n')).not.toMatch(/template/i)
})

test('a folder that holds something is left as it is', async () => {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'rev-scaffold-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(path.join(folder, 'notes.txt'), 'mine')
  await expect(writeScaffold(folder, { 'README.md': '# x' })).rejects.toMatchObject({
    code: 'REV_USAGE',
    message: expect.stringContaining('notes.txt'),
  })
})
