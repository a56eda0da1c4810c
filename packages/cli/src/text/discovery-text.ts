import type { DiscoveryReport, OfferedField, OfferedObject } from '@revetl/core'
import { amountText } from './number-text.ts'
import type { Style } from './style.ts'
import { tableText } from './table.ts'
import { oneLine } from './value-text.ts'

// What a terminal can show; --json has all.
const rowsMax = 200
const namesMax = 6

/** In one line: `warehouse: 12 tables.` */
export function discoverySummary({ connection, kind, tables, objects }: DiscoveryReport): string {
  const amount =
    kind === 'source' ? amountText(tables.length, 'table') : amountText(objects.length, 'object')
  return `${connection}: ${amount}.`
}

/** Tables or objects as a list, a single one with its columns or fields. */
export function discoveryText(
  discovery: DiscoveryReport,
  { name, style }: { readonly name: string | undefined; readonly style: Style },
): string {
  const { kind, tables, objects, isOpen } = discovery
  const [table] = tables
  const [object] = objects
  if (kind === 'source') {
    return tables.length === 1 && table !== undefined
      ? columnsText(table, style)
      : tablesText(tables, style)
  }
  if (name !== undefined && object !== undefined) return objectText(object, style)
  return objectsText(objects, isOpen, style)
}

function tablesText(tables: DiscoveryReport['tables'], style: Style): string {
  if (tables.length === 0)
    return 'It shows no table. Check that the account may read some; a model can also name files.'
  const rows = tables
    .slice(0, rowsMax)
    .map(({ path, columns }) => [
      style('bold', oneLine(path.join('.'))),
      String(columns.length),
      someNames(columns.map(({ name }) => name)),
    ])
  return [
    tableText(['table', '#columns', ''], rows, style),
    ...leftLine(tables.length, 'table'),
  ].join('\n')
}

function columnsText({ path, columns }: DiscoveryReport['tables'][number], style: Style): string {
  const rows = columns.map(({ name, type, sourceType, nullable }) => [
    oneLine(name),
    type,
    oneLine(sourceType ?? ''),
    nullable === false ? 'not null' : '',
  ])
  const title = style('bold', oneLine(path.join('.')))
  return [title, '', tableText(['column', 'type', 'at the source', ''], rows, style)].join('\n')
}

function objectsText(objects: readonly OfferedObject[], isOpen: boolean, style: Style): string {
  const open = isOpen ? ['It takes objects of other names as well.'] : []
  if (objects.length === 0) return open[0] ?? 'It shows no object. Check what the account may see.'
  const rows = objects
    .slice(0, rowsMax)
    .map(({ name, title, modes, matchOn }) => [
      style('bold', oneLine(name)),
      modes.join(', '),
      oneLine(matchOn.map((set) => set.join(' + ')).join(', ')),
      oneLine(title ?? ''),
    ])
  return [
    tableText(['object', 'modes', 'found by', ''], rows, style),
    ...leftLine(objects.length, 'object'),
    ...open,
  ].join('\n')
}

function objectText(object: OfferedObject, style: Style): string {
  const { name, title, description, modes, matchOn, fields, isOpen, hasLookup } = object
  const facts = [
    ['modes', modes.join(', ')],
    ['found by', matchOn.map((set) => set.join(' + ')).join(', ') || 'nothing'],
    ['read back', hasLookup ? 'yes: rev verify' : 'no'],
    ...(isOpen ? [['fields', 'others than these as well']] : []),
  ].map(([fact = '', text = '']) => `  ${style('dim', fact.padEnd(9))}  ${oneLine(text)}`)
  const rows = fields.map((field) => [
    style('bold', oneLine(field.name)),
    field.type,
    oneLine(rulesOf(field).join(', ')),
    oneLine(field.title ?? ''),
  ])
  return [
    `${style('bold', oneLine(name))}${title === undefined ? '' : `  ${oneLine(title)}`}`,
    ...(description === undefined ? [] : [oneLine(description)]),
    ...facts,
    ...(rows.length === 0 ? [] : ['', tableText(['field', 'type', '', ''], rows, style)]),
  ].join('\n')
}

function rulesOf(field: OfferedField): string[] {
  const { required, readOnly, unique, nullable, maxLength, enum: choices, pii } = field
  return [
    ...(required === true ? ['required'] : []),
    ...(readOnly === true ? ['read-only'] : []),
    ...(unique === true ? ['unique'] : []),
    ...(nullable === false ? ['no null'] : []),
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
    ...(choices === undefined ? [] : [`one of ${someNames(choices)}`]),
    ...(pii === undefined ? [] : [`personal: ${pii}`]),
  ]
}

function someNames(names: readonly string[]): string {
  const more = names.length - namesMax
  const shown = names.slice(0, namesMax).map(oneLine).join(', ')
  return more > 0 ? `${shown} … ${more} more` : shown
}

function leftLine(count: number, noun: string): string[] {
  const left = count - rowsMax
  return left > 0
    ? [`… and ${amountText(left, `more ${noun}`)}: name a part of its name, or use --json.`]
    : []
}
