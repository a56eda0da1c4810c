import assert from 'node:assert/strict'
import { errorMessage, isRevError } from '@revetl/sdk'
import { secretPaths, type JsonSchema, type SecretPath } from '@revetl/sdk/host'
import type { ConnectorCheck } from './check.ts'

/** What `check` and `discover` promise. The gateway refuses whatever writes while they run. */
export const connectionChecks: readonly ConnectorCheck[] = [
  {
    id: 'A01',
    title: 'with good credentials, check names the account and writes nothing',
    severity: 'must',
    run: async (target) => {
      await using destination = await target.open()
      const { account } = await destination.check()
      assert.ok(account.id !== '', 'check gives no account id')
    },
  },
  {
    id: 'A02',
    title: 'wrong credentials are REV_AUTH_*, and the error shows no secret',
    severity: 'must',
    run: async (target) => {
      const { definition } = target.options
      if (definition.auth?.(target.config) === undefined) {
        return { skipped: 'its requests are not signed with credentials' }
      }
      const wrong = 'wrong-credentials-0123456789'
      const paths = secretPaths(await target.configSchema())
      const config = paths.reduce((now, path) => replaceAt(now, path, wrong), target.config)
      await using destination = await target.open(config)
      const error: unknown = await destination.check().then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      assert.ok(error !== undefined, 'check accepts wrong credentials')
      const code = isRevError(error) ? error.code : errorMessage(error)
      assert.match(code, /^REV_AUTH_/)
      assert.ok(!errorMessage(error).includes(wrong), 'the error shows the secret')
      return undefined
    },
  },
  {
    id: 'D01',
    title: 'discover lists at least one object, the same ones in the same order each time',
    severity: 'must',
    run: async (target) => {
      await using destination = await target.open()
      const names = async () => (await destination.discover()).objects.map(({ name }) => name)
      const first = await names()
      assert.ok(first.length > 0, 'discover lists nothing')
      assert.equal(new Set(first).size, first.length, 'discover lists an object twice')
      assert.deepEqual(await names(), first)
    },
  },
  {
    id: 'D02',
    title: 'every discovered object can be written, by fields that it has',
    severity: 'must',
    run: async (target) => {
      const { objects, dynamicObject } = target.options.definition
      await using destination = await target.open()
      for (const found of (await destination.discover()).objects) {
        const definition = Object.hasOwn(objects, found.name) ? objects[found.name] : dynamicObject
        assert.ok(definition, `nothing writes ${found.name}, which discover lists`)
        const known = new Set([...Object.keys(definition.fields), ...Object.keys(found.fields)])
        const sets = Object.values(found.operations ?? {}).flatMap((one) => one.matchOn ?? [])
        const isOpen = found.isOpen ?? definition.isOpen ?? false
        const absent = isOpen ? [] : sets.flat().filter((name) => !known.has(name))
        assert.deepEqual(absent, [], `${found.name} matches on fields that it does not have`)
      }
    },
  },
  {
    id: 'L07',
    title: 'a connector that was opened and not used can be closed',
    severity: 'must',
    run: async (target) => {
      const destination = await target.open()
      await destination[Symbol.asyncDispose]()
    },
  },
  {
    id: 'O01',
    title: 'check and discover log no secret, not even one that would be masked',
    severity: 'should',
    run: async (target) => {
      await using destination = await target.open()
      await destination.check()
      await destination.discover()
      const masked = destination.logs.filter(({ isMasked }) => isMasked)
      assert.deepEqual(
        masked.map(({ message }) => message),
        [],
        'lines in which a secret had to be masked',
      )
    },
  },
]

/** The configuration with another value at a path, where it has one there. */
function replaceAt(config: JsonSchema, [step, ...rest]: SecretPath, value: unknown): JsonSchema {
  const names = step === '*' ? Object.keys(config) : [step ?? '']
  const replaced = names.flatMap((name) => {
    const old = config[name]
    if (old === undefined || old === null) return []
    if (rest.length === 0) return [[name, value]]
    return typeof old === 'object' ? [[name, replaceAt(old as JsonSchema, rest, value)]] : []
  })
  const changes = Object.fromEntries(replaced) as JsonSchema
  // Lists stay lists: their positions are their names.
  return Array.isArray(config) ? Object.assign([...config], changes) : { ...config, ...changes }
}
