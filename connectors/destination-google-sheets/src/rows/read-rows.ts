import { jsonList, jsonObject, RevError, type RunContext, type Value } from '@revetl/sdk'
import { contentText } from '../cells/cell.ts'
import { readColumns } from '../client.ts'
import type { Config } from '../config.ts'
import { refusedRequest } from '../refused-request.ts'
import { columnRange, headerRange } from '../tab/a1.ts'
import { knownTab, rememberTab } from '../tab/known-tabs.ts'
import type { Tab } from '../tab/read-tab.ts'
import { keysByRow } from './row-keys.ts'

const readsMax = 3

/** The rows of a tab as they stand right now. */
export interface ReadRows {
  readonly tab: Tab
  /** By row, from 0; the first one is the header. */
  readonly keys: readonly string[]
  /** Columns that were asked for besides the key, by name. */
  readonly columns: ReadonlyMap<string, readonly Value[]>
}

/**
 * Reads the columns of the key, and others that are asked for, with the header in one request: rows and columns
 * may have been moved since the last look.
 */
export async function readRows(
  ctx: RunContext<Config>,
  title: string,
  matchOn: readonly string[],
  others: readonly string[] = [],
): Promise<ReadRows> {
  for (let reads = 0; reads < readsMax; reads += 1) {
    const tab = await knownTab(ctx, title)
    if (tab.header.every((name) => name === '')) return { tab, keys: [], columns: new Map() }
    const names = [...matchOn, ...others.filter((name) => tab.header.includes(name.trim()))]
    const places = names.map((name) => placeOf(tab, name.trim()))
    const ranges = places.map((place) => columnRange(title, place))
    const response = await readColumns(ctx, [headerRange(title), ...ranges])
    if (!response.isOk) throw refusedRequest(response, `read the tab ${title}`)
    const [head = [], ...columns] = jsonList(jsonObject(response.json())['valueRanges']).map(
      valuesOf,
    )
    const header = head.map((column) => contentText(jsonList(column)[0]).trim())
    const isSame = places.every((place) => header[place] === tab.header[place])
    rememberTab(ctx, { ...tab, header })
    if (!isSame || columns.length !== names.length) continue
    const read = columns.map((column) => jsonList(column[0]))
    return {
      tab: { ...tab, header },
      keys: keysByRow(read.slice(0, matchOn.length).map((column) => column.map(contentText))),
      columns: new Map(names.map((name, index) => [name, read[index] ?? []])),
    }
  }
  throw new RevError(
    'REV_RECORD_TRANSIENT',
    `Failed to read ${title}: its columns are being moved.`,
    {
      delivery: 'not-applied',
    },
  )
}

const valuesOf = (range: Value): readonly Value[] => jsonList(jsonObject(range)['values'])

function placeOf({ header, title }: Tab, name: string): number {
  const place = header.indexOf(name)
  if (place !== -1 && place === header.lastIndexOf(name)) return place
  const why = place === -1 ? `its first row has no ${name}` : `two columns are called ${name}`
  // A key column that rev added to rows that are there already would let all of them seem new.
  throw new RevError('REV_CONFIG_MAPPING', `Failed to write to ${title}: ${why}.`, {
    delivery: 'not-applied',
    hint: `Give exactly one column the header ${name}: rows are found by it.`,
  })
}
