import type { StateReport } from '@revetl/core'
import { countText } from './number-text.ts'
import type { Style } from './style.ts'
import { tableText } from './table.ts'

/** Where it is remembered what each sync delivered, as a table. */
export function stateText(state: readonly StateReport[], style: Style): string {
  const headers = ['sync', 'where', '#delivered', 'track', '#parts', '#rows in them']
  const rows = state.map((one) => [
    one.sync,
    placeText(one),
    countText(one.records),
    one.track ?? '',
    countText(one.parts.length),
    countText(one.parts.reduce((sum, part) => sum + part.rows, 0)),
  ])
  return tableText(headers, rows, style)
}

function placeText({ place, schema }: StateReport): string {
  if (place === undefined) return 'nothing yet'
  return place === 'local' ? 'this machine' : `the source's database, schema ${schema}`
}
