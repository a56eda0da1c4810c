import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkGenerated } from '../docs/generated.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const page = 'docs/connectors/conformance.md'

function copyOfDocs(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-docs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(path.join(root, 'docs/connectors'), path.join(folder, 'docs/connectors'), {
    recursive: true,
  })
  return folder
}

test('a table that is not what the code says is found, and written again', () => {
  const folder = copyOfDocs()
  const file = path.join(folder, page)
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace('| must |', '| should |'))
  expect(checkGenerated(folder)).toMatchObject([
    { file: page, message: expect.stringContaining('--write') },
  ])
  checkGenerated(folder, { writes: true })
  expect(readFileSync(file, 'utf8')).toBe(text)
  expect(checkGenerated(folder)).toEqual([])
})
