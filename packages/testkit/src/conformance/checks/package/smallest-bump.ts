import type { Manifest } from '@revetl/sdk'

/** How much a version has to grow. */
export type Bump = 'none' | 'patch' | 'minor' | 'major'

/** One thing that is different between two releases. */
export interface ManifestDifference {
  readonly bump: Bump
  readonly because: string
}

type Schema = {
  readonly properties?: Readonly<Record<string, object>>
  readonly required?: readonly string[]
}

/** The smallest honest version after a release: what users would have to change is major, what they may use is minor. */
export function smallestBump(before: Manifest, after: Manifest): ManifestDifference {
  const differences = manifestDifferences(before, after)
  const order: readonly Bump[] = ['major', 'minor', 'patch']
  const [first] = order.flatMap((bump) => differences.filter((one) => one.bump === bump))
  if (first !== undefined) return first
  const isSame = JSON.stringify(before) === JSON.stringify(after)
  return {
    bump: isSame ? 'none' : 'patch',
    because: isSame ? 'nothing has changed' : 'words have changed',
  }
}

/** Everything that is different for a user, each with how much the version has to grow for it. */
export function manifestDifferences(
  before: Manifest,
  after: Manifest,
): readonly ManifestDifference[] {
  return [
    ...configDifferences(before.configSchema, after.configSchema),
    ...objectDifferences(before, after),
    ...hostDifferences(before, after),
  ]
}

function configDifferences(before: Schema, after: Schema): readonly ManifestDifference[] {
  const { gone, added } = compare(before.properties, after.properties)
  const wasRequired = new Set(before.required)
  const demanded = (after.required ?? []).filter((name) => !wasRequired.has(name))
  return [
    ...gone.map((name) => major(`the option ${name} is gone`)),
    ...demanded.map((name) => major(`the option ${name} is required`)),
    ...added.map((name) => minor(`the option ${name} is new`)),
  ]
}

function objectDifferences(before: Manifest, after: Manifest): readonly ManifestDifference[] {
  const { gone, added, kept } = compare(before.objects, after.objects)
  return [
    ...gone.map((name) => major(`the object ${name} is gone`)),
    ...added.map((name) => minor(`the object ${name} is new`)),
    ...kept.flatMap((name) => {
      const [one, other] = [before.objects[name], after.objects[name]]
      const operations = compare(one?.operations, other?.operations)
      const fields = compare(one?.fields, other?.fields)
      const retyped = fields.kept.filter(
        (field) => one?.fields[field]?.type !== other?.fields[field]?.type,
      )
      return [
        ...operations.gone.map((operation) => major(`${operation} ${name} is gone`)),
        ...fields.gone.map((field) => major(`the field ${name}.${field} is gone`)),
        ...retyped.map((field) => major(`the field ${name}.${field} has another type`)),
        ...fields.kept
          .filter((field) => !one?.fields[field]?.required && other?.fields[field]?.required)
          .map((field) => major(`the field ${name}.${field} is required`)),
        ...operations.added.map((operation) => minor(`${operation} ${name} is new`)),
        ...fields.added.map((field) => minor(`the field ${name}.${field} is new`)),
      ]
    }),
  ]
}

function hostDifferences(before: Manifest, after: Manifest): readonly ManifestDifference[] {
  const was = new Set(before.hosts === 'config' ? [] : before.hosts)
  const more = after.hosts === 'config' ? [] : after.hosts.filter((host) => !was.has(host))
  // A user has to allow a further host.
  return before.hosts === 'config' ? [] : more.map((host) => major(`it talks to ${host} as well`))
}

function compare(before: object = {}, after: object = {}) {
  const [was, is] = [Object.keys(before), Object.keys(after)]
  return {
    gone: was.filter((name) => !is.includes(name)),
    added: is.filter((name) => !was.includes(name)),
    kept: was.filter((name) => is.includes(name)),
  }
}

const major = (because: string): ManifestDifference => ({ bump: 'major', because })
const minor = (because: string): ManifestDifference => ({ bump: 'minor', because })
