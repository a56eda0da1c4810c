import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { OperationName } from '@revetl/sdk'
import {
  buildManifest,
  definitionProblems,
  manifestOf,
  manifestText,
  parseManifest,
} from '@revetl/sdk/host'
import type { ConnectorCheck } from './check.ts'

/** What a definition and its manifest promise. */
export const packageChecks: readonly ConnectorCheck[] = [
  {
    id: 'P00',
    title: 'the definition is complete',
    severity: 'must',
    run: async ({ options: { definition } }) => {
      assert.deepEqual(definitionProblems(definition), [])
    },
  },
  {
    id: 'P07',
    title: 'the manifest in the package is what the code says',
    severity: 'must',
    run: async ({ options: { definition, packagePath } }) => {
      const manifest = await manifestOf(definition)
      assert.deepEqual(await parseManifest(JSON.parse(manifestText(manifest))), manifest)
      if (packagePath === undefined) return { skipped: 'no packagePath was given' }
      const built = await buildManifest(packagePath)
      assert.equal(await readFile(built.file, 'utf8'), built.text, 'run revetl-manifest')
      return undefined
    },
  },
  {
    id: 'W00',
    title: 'every operation of every object is tried by a case',
    severity: 'must',
    run: async ({ options: { definition, cases } }) => {
      const { objects, dynamicObject } = definition
      const untried = Object.entries(objects).flatMap(([name, { operations }]) =>
        (Object.keys(operations) as OperationName[])
          .filter(
            (operation) => !cases.some((one) => one.object === name && one.operation === operation),
          )
          .map((operation) => `${operation} ${name}`),
      )
      const dynamic = cases.filter(({ object }) => !Object.hasOwn(objects, object))
      const untriedDynamic = (Object.keys(dynamicObject?.operations ?? {}) as OperationName[])
        .filter((operation) => !dynamic.some((one) => one.operation === operation))
        .map((operation) => `${operation} of a discovered object`)
      assert.deepEqual([...untried, ...untriedDynamic], [], 'operations without a case')
    },
  },
]
