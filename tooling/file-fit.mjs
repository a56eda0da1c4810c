// Compiles what tells whether a project file has its shape, as code: a command that reads a right file then loads neither
// Zod nor a schema. Run by the build, after the compiler.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './process.mjs'

/** Where it is written; it has no source of its own. */
export const compiledFileFit = 'packages/core/dist/config/schema/compiled-file-fit.js'

/** @returns {Promise<string>} an ES module with a function for each kind of file */
async function compile() {
  const core = path.join(root, 'packages/core')
  const { resolve } = createRequire(path.join(core, 'package.json'))
  /** @param {string} name of a module that the core depends on */
  const load = (name) => import(pathToFileURL(resolve(name)).href)
  const { Ajv2020 } = await load('ajv/dist/2020.js')
  const { default: standalone } = await load('ajv/dist/standalone/index.js')
  const shapes = pathToFileURL(path.join(core, 'dist/config/schema/json-schemas.js'))
  const { fileSchema, fileShapes } = await import(shapes.href)
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    meta: false,
    validateSchema: false,
    messages: false,
    code: { source: true, esm: true },
  })
  const kinds = Object.keys(fileShapes)
  for (const kind of kinds) ajv.addSchema(fileSchema(kind), kind)
  const code = standalone.default(ajv, Object.fromEntries(kinds.map((kind) => [kind, kind])))
  // Its few helpers are CommonJS.
  return `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\n${code}\n`
}

if (import.meta.main) writeFileSync(path.join(root, compiledFileFit), await compile())
