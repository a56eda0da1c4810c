import path from 'node:path'
import { isJsonObject, type JsonObject } from './json-file.ts'

const conditions = ['node', 'import', 'module-sync', 'default']

/** The file that `import` of a package by its name gives: `exports`, else `main`, else index.js. */
export function packageEntry(folder: string, packageJson: JsonObject): string | undefined {
  const { exports, main } = packageJson
  if (exports === undefined) {
    return path.join(folder, typeof main === 'string' ? main : 'index.js')
  }
  const isMap = isJsonObject(exports) && Object.keys(exports).some((key) => key.startsWith('.'))
  const target = targetOf(isMap ? exports['.'] : exports)
  return target === undefined ? undefined : path.join(folder, target)
}

function targetOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (Array.isArray(target)) return target.map(targetOf).find((one) => one !== undefined)
  if (!isJsonObject(target)) return undefined
  return Object.entries(target)
    .filter(([condition]) => conditions.includes(condition))
    .map(([, inner]) => targetOf(inner))
    .find((one) => one !== undefined)
}
