import type { ManifestObject, ManifestOperation, OperationName } from '@revetl/sdk'
import { modeOperations, missingOperations } from '../mode-operations.ts'
import { suggestName } from '@revetl/sdk/host'
import { syncModes, type Sync, type SyncMode } from '../project.ts'
import { cursorProblems } from './check-cursor.ts'
import { checkFields } from './check-fields.ts'
import { runLogProblems, warehouseProblems } from './warehouse-problems.ts'
import type { Problems } from './problems.ts'

/** What can be checked with the manifest alone: object, mode, match fields, fields and write rules. */
export function checkSync(sync: Sync, problems: Problems): void {
  checkDiff(sync, problems)
  const object = findObject(sync, problems)
  if (object !== undefined) checkDescribed(sync, object, problems)
}

/** Whether a match field is one that only the account knows. */
export function matchesByAccount({ matchOn = [] }: Sync, object: ManifestObject): boolean {
  return object.isOpen && matchOn.some((field) => !Object.hasOwn(object.fields, field))
}

/** Checks a sync against an object of the manifest; a match field that only the account knows is left to the account. */
export function checkDescribed(sync: Sync, object: ManifestObject, problems: Problems): void {
  const isForAccount = matchesByAccount(sync, object)
  checkObject(sync, isForAccount ? withoutMatchOn(object) : object, problems)
}

function withoutMatchOn(object: ManifestObject): ManifestObject {
  const operations = Object.entries(object.operations).map(
    ([name, { matchOn: _matchOn, ...operation }]) => [name, operation] as const,
  )
  return { ...object, operations: Object.fromEntries(operations) }
}

/** Checks a sync against an object, as the manifest or the account describes it. */
export function checkObject(sync: Sync, object: ManifestObject, problems: Problems): void {
  checkMode(sync, object, problems)
  const operations = usedOperations(sync, object)
  checkMatch(sync, operations, problems)
  checkAmbiguity(sync, object, operations, problems)
  checkReadBack(sync, object, problems)
  checkFields(sync, object, problems)
}

function checkDiff(sync: Sync, problems: Problems): void {
  problems.take([...runLogProblems(sync), ...cursorProblems(sync)])
  for (const problem of warehouseProblems(sync)) {
    problems.add(problem.code, problem.message, {
      place: sync.placeOf(sync.filter === undefined ? 'diff' : 'filter'),
      ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    })
  }
}

/** The object as the manifest has it, or the dynamic one that serves every name. */
export function manifestObject(sync: Sync): ManifestObject | undefined {
  const { objects, dynamicObject } = sync.destination.connector.manifest
  return Object.hasOwn(objects, sync.object) ? objects[sync.object] : dynamicObject
}

function findObject(sync: Sync, problems: Problems): ManifestObject | undefined {
  const { manifest } = sync.destination.connector
  const known = manifestObject(sync)
  if (known !== undefined) return known
  problems.add(
    'REV_CONFIG_REFERENCE',
    `Failed to read ${sync.place.file}: the destination "${sync.destination.name}" has no object "${sync.object}".`,
    {
      place: sync.placeOf('object'),
      hint: suggestName(sync.object, Object.keys(manifest.objects)),
    },
  )
  return undefined
}

function checkMode(sync: Sync, object: ManifestObject, problems: Problems): void {
  const has = (operation: OperationName): boolean => object.operations[operation] !== undefined
  const missing = missingOperations(sync.mode, { ...sync, has })
  if (missing.length === 0) return
  const offered = Object.keys(object.operations).join(', ')
  problems.add(
    'REV_CONFIG_MODE',
    `Failed to read ${sync.place.file}: the object "${sync.object}" does not support the mode ${sync.mode}. Expected the operation ${missing.join(' and ')}, got ${offered}.`,
    { place: sync.placeOf('mode'), hint: otherModes(sync, has) },
  )
}

function otherModes(sync: Sync, has: (operation: OperationName) => boolean): string {
  const fits = (mode: SyncMode, onRemove = sync.onRemove): boolean =>
    missingOperations(mode, { ...sync, onRemove, has }).length === 0
  const modes = syncModes.filter((mode) => fits(mode))
  const ways = [
    ...(sync.mode === 'mirror' && fits('mirror', 'clear') ? ['`on_remove: clear`'] : []),
    ...(modes.length === 0 ? [] : [`the mode ${modes.join(' or ')}`]),
  ]
  return ways.length === 0 ? 'Use another object.' : `Use ${ways.join(', or ')}.`
}

function usedOperations(
  sync: Sync,
  object: ManifestObject,
): readonly { readonly name: OperationName; readonly operation: ManifestOperation }[] {
  const has = (operation: OperationName): boolean => object.operations[operation] !== undefined
  const { added, changed, removed } = modeOperations(sync.mode, { ...sync, has })
  return [...new Set([added, changed, removed])].flatMap((name) => {
    const operation = name === undefined ? undefined : object.operations[name]
    return name === undefined || operation === undefined ? [] : [{ name, operation }]
  })
}

function checkMatch(
  sync: Sync,
  operations: ReturnType<typeof usedOperations>,
  problems: Problems,
): void {
  const mapped = new Set(sync.fields.map(({ field }) => field))
  // A mapping of nothing has a problem of its own.
  if (mapped.size === 0 && !sync.isAllColumns) return
  const unmapped = sync.isAllColumns ? [] : (sync.matchOn ?? []).filter((one) => !mapped.has(one))
  for (const field of unmapped) {
    problems.add(
      'REV_CONFIG_MAPPING',
      `Failed to read ${sync.place.file}: the match field "${field}" is not mapped.`,
      { place: sync.placeOf('match'), hint: suggestName(field, [...mapped]) },
    )
  }
  if (unmapped.length > 0) return
  for (const { name, operation } of operations) {
    const sets = operation.matchOn
    if (sets === undefined || sets.length === 0) continue
    const isFine = sets.some((set) =>
      sync.matchOn === undefined
        ? sync.isAllColumns || set.every((field) => mapped.has(field))
        : sameNames(set, sync.matchOn),
    )
    if (isFine) continue
    const expected = sets.map((set) => set.join(' + ')).join(' or ')
    const got = sync.matchOn?.join(' + ') ?? 'none of them mapped'
    problems.add(
      'REV_CONFIG_MAPPING',
      `Failed to read ${sync.place.file}: ${name} of "${sync.object}" finds records by other fields. Expected ${expected}, got ${got}.`,
      {
        place: sync.placeOf(sync.matchOn === undefined ? 'map' : 'match'),
        hint:
          sync.matchOn === undefined ? `Map ${expected}.` : `Write \`match: …\` with ${expected}.`,
      },
    )
    return
  }
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name))
}

function checkReadBack(sync: Sync, { hasLookup }: ManifestObject, problems: Problems): void {
  if (sync.verify === undefined || hasLookup) return
  problems.add(
    'REV_CONFIG_MODE',
    `Failed to read ${sync.place.file}: "${sync.object}" cannot be looked up, so that runs cannot read back what they delivered.`,
    { place: sync.placeOf('verify'), hint: 'Write `verify: false` for this sync.' },
  )
}

function checkAmbiguity(
  sync: Sync,
  object: ManifestObject,
  operations: ReturnType<typeof usedOperations>,
  problems: Problems,
): void {
  const place = sync.placeOf('on_ambiguous')
  if (sync.onAmbiguous === 'reconcile' && !object.hasLookup) {
    problems.add(
      'REV_CONFIG_MODE',
      `Failed to read ${sync.place.file}: "${sync.object}" cannot be looked up, so on_ambiguous: reconcile is not possible.`,
      { place, hint: 'Use `hold` or `retry`.' },
    )
  }
  const unsafe = operations.filter(({ operation }) => operation.resend === 'unsafe')
  if (sync.onAmbiguous === 'retry' && unsafe.length > 0) {
    problems.warn(
      'REV_CONFIG_MODE',
      `${sync.place.file}: ${unsafe.map(({ name }) => name).join(' and ')} of "${sync.object}" is not safe to send twice, so on_ambiguous: retry can write duplicates.`,
      { place, hint: 'Use `hold` where duplicates are worse than a question.' },
    )
  }
}
