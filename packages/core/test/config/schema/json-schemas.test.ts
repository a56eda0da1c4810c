import { expect, test } from 'vitest'
import { z } from 'zod'
import type { FileKind } from '../../../src/config/schema/file-fit.ts'
import { fileSchema, fileShapes } from '../../../src/config/schema/json-schemas.ts'

test.each(Object.keys(fileShapes) as FileKind[])('of a %s file nothing is transformed', (kind) => {
  const input = z.toJSONSchema(fileShapes[kind], { io: 'input' })
  expect(fileSchema(kind)).toEqual(JSON.parse(JSON.stringify(input)))
})
