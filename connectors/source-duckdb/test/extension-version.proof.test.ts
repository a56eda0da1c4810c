import { version } from '@duckdb/node-api'
import { expect, onTestFinished, test } from 'vitest'
import { createProject } from './duckdb-files.ts'
import { extensionsVersion, findExtensions } from './extension-files.ts'

const describeWithExtensions = await findExtensions()

describeWithExtensions('an extension of another version of DuckDB', (files) => {
  test('is refused with the version that is needed', async () => {
    const project = createProject()
    onTestFinished(() => project[Symbol.dispose]())
    expect(version()).not.toBe(`v${extensionsVersion}`)
    await using source = await project.open({ extensions: [files.file('avro')] })
    await expect(source.check()).rejects.toMatchObject({
      code: 'REV_READ_FAILED',
      message: expect.stringContaining(`v${extensionsVersion}`) as string,
      hint: expect.stringContaining(version()) as string,
    })
  })
})
