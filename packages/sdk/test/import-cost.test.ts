import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const entry = (name: string): string =>
  JSON.stringify(path.resolve(import.meta.dirname, `../src/${name}.ts`))

/** The packages that an import loads besides the SDK's own files. */
async function loadedBy(name: string): Promise<string[]> {
  const code = `
    import { registerHooks } from 'node:module'
    const loaded = new Set()
    registerHooks({ resolve(specifier, context, next) {
      if (!/^([./]|node:|file:)/.test(specifier)) loaded.add(specifier)
      return next(specifier, context)
    } })
    await import(${entry(name)})
    console.log(JSON.stringify([...loaded]))`
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    code,
  ])
  return JSON.parse(stdout) as string[]
}

test('neither entry loads a schema library or a validator before it is needed', async () => {
  for (const name of ['index', 'host']) expect(await loadedBy(name)).toEqual([])
})
