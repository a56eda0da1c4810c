import { configError, RevError } from '@revetl/sdk'
import type { UpdateRequest } from '../client.ts'
import type { Tab } from './read-tab.ts'

/** Where the mapped fields stand, and what makes the columns that are not there yet. */
export interface Columns {
  /** The column of each field, from 0. */
  readonly places: ReadonlyMap<string, number>
  readonly header: readonly string[]
  readonly requests: readonly UpdateRequest[]
}

/** Finds the column of each field in the header; new ones follow the last header. @throws `REV_CONFIG_INVALID` */
export function planColumns(
  tab: Tab,
  fieldNames: readonly string[],
  { addColumns }: { readonly addColumns: boolean },
): Columns {
  const { header, title } = tab
  const isNew = header.every((name) => name === '')
  const missing = fieldNames.filter((name) => !header.includes(name.trim()))
  if (missing.length > 0 && !addColumns && !isNew) throw missingColumns(title, missing)
  const start = isNew ? 0 : header.length
  const all = [...header.slice(0, start), ...missing.map((name) => name.trim())]
  const places = new Map(fieldNames.map((name) => [name, placeOf(title, all, name.trim())]))
  return {
    places,
    header: all,
    requests: missing.length === 0 ? [] : addHeader(tab, start, missing),
  }
}

function placeOf(title: string, header: readonly string[], name: string): number {
  const place = header.indexOf(name)
  if (place === header.lastIndexOf(name)) return place
  throw configError(`Failed to write to ${title}: two columns are called ${name}.`, {
    delivery: 'not-applied',
    hint: 'Rename one of them in the first row.',
  })
}

/** Columns are inserted, so that what stands there without a header moves aside and is not written over. */
function addHeader(
  { sheetId, columnCount, header }: Tab,
  start: number,
  names: readonly string[],
): readonly UpdateRequest[] {
  const end = start + names.length
  const isBehind = start >= columnCount
  const insert = {
    insertDimension: {
      range: { sheetId, dimension: 'COLUMNS', startIndex: start, endIndex: end },
      inheritFromBefore: true,
    },
  }
  const append = (length: number) => ({
    appendDimension: { sheetId, dimension: 'COLUMNS', length },
  })
  const room =
    start > 0 && header.length > 0
      ? [isBehind ? append(names.length) : insert]
      : end > columnCount
        ? [append(end - columnCount)]
        : []
  const values = names.map((name) => ({ userEnteredValue: { stringValue: name.trim() } }))
  const write = {
    updateCells: {
      start: { sheetId, rowIndex: 0, columnIndex: start },
      rows: [{ values }],
      fields: 'userEnteredValue',
    },
  }
  return [...room, write]
}

function missingColumns(title: string, missing: readonly string[]) {
  return configError(`Failed to write to ${title}: its first row has no ${missing.join(', ')}.`, {
    delivery: 'not-applied',
    hint: 'Write the names into the first row, or set addColumns.',
  })
}

/** The column of a field. @throws `REV_CONNECTOR_CONTRACT` where it was not planned: nothing is written by guess */
export function columnOf(places: Columns['places'], name: string): number {
  const place = places.get(name)
  if (place !== undefined) return place
  throw new RevError('REV_CONNECTOR_CONTRACT', `Failed to place ${name}: it was not announced.`, {
    delivery: 'not-sent',
  })
}
