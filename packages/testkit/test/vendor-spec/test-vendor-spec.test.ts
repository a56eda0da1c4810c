import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testVendorSpec } from '../../src/vendor-spec/test-vendor-spec.ts'

async function connectorWith(declaration: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rev-vendor-spec-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(path.join(folder, 'test'))
  await writeFile(path.join(folder, 'test/vendor-spec.config.ts'), `export default ${declaration}`)
  return folder
}

test('a vendor that the folder of descriptions has nothing of is named, and is no report', async () => {
  const folder = await connectorWith("{ folder: 'acme', descriptions: [{ file: 'v2.json' }] }")
  expect(await testVendorSpec(folder, folder)).toEqual({
    missing: `There is no folder acme in ${folder}.`,
  })
})

test('a connector without a description says why, and one that declares nothing is refused', async () => {
  const folder = await connectorWith("{ none: 'Any service.' }")
  expect(await testVendorSpec(folder, folder)).toEqual({ none: 'Any service.' })
  const other = await connectorWith('{}')
  await expect(testVendorSpec(other, other)).rejects.toMatchObject({
    code: 'REV_CONNECTOR_INVALID',
  })
})
