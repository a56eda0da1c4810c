import type { Manifest, ManifestObject, RevError } from '@revetl/sdk'
import type { IndexStanding } from '../project/index-standing.ts'
import type { ShownConnector } from '../project/project-connectors.ts'
import { hostsText, permissionsText } from './candidate-text.ts'
import { errorText, type ErrorTextOptions } from './error-text.ts'
import { optionRows } from './option-rows.ts'
import type { Style } from './style.ts'
import { tableText } from './table.ts'

/** The connectors of a project as a table, then what is wrong with the others. */
export function connectorsText(
  {
    connectors,
    standings,
    problems,
  }: {
    readonly connectors: readonly ShownConnector[]
    /** What the index says of each. */
    readonly standings: readonly IndexStanding[]
    readonly problems: readonly RevError[]
  },
  options: ErrorTextOptions,
): string {
  const { style } = options
  const headers = ['kind', 'id', 'package', 'version', 'used by', 'index']
  const rows = connectors.map(
    ({ connector: { manifest, packageName, version }, usedBy }, place) => [
      manifest.kind,
      style('bold', manifest.id),
      packageName,
      version,
      usedBy.join(', '),
      standings[place] ?? '',
    ],
  )
  const table =
    rows.length > 0
      ? tableText(headers, rows, style)
      : 'No connectors are installed. Add one, for example: rev connector add @revetl/source-duckdb'
  return [
    table,
    ...problems.map((problem) => errorText(problem, { ...options, isWarning: true })),
  ].join('\n\n')
}

/** One connector: who it is for, its options, its objects with operations. */
export function connectorText(
  { packageName, version, manifest, code }: ShownConnector['connector'],
  standing: IndexStanding,
  style: Style,
): string {
  const { kind, id, title, vendor } = manifest
  const api = vendor.api === undefined ? '' : `, API ${vendor.api.version}`
  return [
    `${style('bold', title)}  ${kind} "${id}"`,
    `  ${style('dim', 'package')}  ${packageName} ${version}`,
    `  ${style('dim', 'vendor ')}  ${vendor.name}${api}${vendor.docs === undefined ? '' : `  ${vendor.docs}`}`,
    `  ${style('dim', 'hosts  ')}  ${hostsText(manifest)}`,
    `  ${style('dim', 'needs  ')}  ${permissionsText(manifest)}`,
    `  ${style('dim', 'runs in')}  ${placeText(code)}`,
    `  ${style('dim', 'index  ')}  ${standing}`,
    '',
    tableText(['option', 'type', 'default', 'meaning'], optionRows(manifest.configSchema), style),
    ...objectLines(manifest, style),
  ].join('\n')
}

function placeText({ command, isLinked }: ShownConnector['connector']['code']): string {
  if (command !== undefined) return `a process of its own: ${command.join(' ')}`
  return isLinked ? 'the process of rev, because it is linked' : 'a process of its own'
}

function objectLines({ objects, dynamicObject }: Manifest, style: Style): string[] {
  const named = Object.entries(objects)
  const all =
    dynamicObject === undefined ? named : [...named, ['(any other)', dynamicObject] as const]
  if (all.length === 0) return []
  const rows = all.map(([name, object]) => [
    style('bold', name),
    operationsText(object),
    matchText(object),
  ])
  return ['', tableText(['object', 'operations', 'found by'], rows, style)]
}

function operationsText({ operations }: ManifestObject): string {
  return Object.entries(operations)
    .map(([name, operation]) => `${name} (≤ ${operation?.batch.recordsMax ?? 1})`)
    .join(', ')
}

function matchText({ operations }: ManifestObject): string {
  const sets = Object.values(operations).flatMap((operation) => operation?.matchOn ?? [])
  return [...new Set(sets.map((fields) => fields.join(' + ')))].join(', ')
}
