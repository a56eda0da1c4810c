import { z } from 'zod'
import { sqlHeader } from './contract.ts'
import type { FileKind, JsonSchema } from './file-fit.ts'
import { modelFile } from './model-file.ts'
import { projectFile } from './project-file.ts'
import { syncFile } from './sync-file.ts'

/** What each kind of file may hold. */
export const fileShapes = {
  project: projectFile,
  model: modelFile,
  sync: syncFile,
  header: sqlHeader,
} satisfies Record<FileKind, z.ZodType>
const converted = new Map<FileKind, JsonSchema>()

/** The JSON Schema of a kind of file: the same for checks, for editors and for the documentation. */
export function fileSchema(kind: FileKind): JsonSchema {
  const known = converted.get(kind)
  if (known !== undefined) return known
  // No file is transformed, so what goes in is what comes out; and Zod takes far longer to say what goes in.
  const schema = z.toJSONSchema(fileShapes[kind], { io: 'output' })
  // Zod hides methods in its result; what is kept is JSON.
  const plain = JSON.parse(JSON.stringify(schema)) as JsonSchema
  converted.set(kind, plain)
  return plain
}
