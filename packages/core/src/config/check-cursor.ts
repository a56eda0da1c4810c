import { RevError, type Column, type ErrorCode, type ValueType } from '@revetl/sdk'
import { suggestName } from '@revetl/sdk/host'
import type { Sync } from '../project.ts'

const times: ReadonlySet<ValueType> = new Set(['date', 'timestamp', 'timestamptz'])

/** Why a sync cannot read by its cursor, as far as its files tell. Pure. */
export function cursorProblems(sync: Sync): readonly RevError[] {
  const { cursor, mode, model } = sync
  if (cursor === undefined) return []
  const problem = (code: ErrorCode, why: string, hint: string): RevError =>
    new RevError(code, `Failed to read ${sync.place.file}: ${why}`, {
      place: sync.placeOf('cursor'),
      hint,
    })
  const problems: RevError[] = []
  if (mode === 'mirror' || mode === 'audience' || mode === 'replace') {
    const why = `mode ${mode} has to see every record, and a read by a cursor does not tell which have left.`
    const hint =
      'Use mode `upsert`, or leave the cursor out; `diff: warehouse` compares large models.'
    problems.push(problem('REV_CONFIG_MODE', why, hint))
  }
  if (sync.diff !== undefined) {
    const why = 'a cursor is for `diff: local`; `diff: warehouse` finds what changed without one.'
    problems.push(problem('REV_CONFIG_INVALID', why, 'Choose one of the two.'))
  }
  if (model.contract !== undefined) {
    const why = 'a contract is about the whole model, of which a cursor reads a part.'
    problems.push(problem('REV_CONFIG_INVALID', why, 'Let the database keep it.'))
  }
  const { manifest } = model.source.connector
  if (manifest.sql === undefined) {
    const why = `the source "${model.source.name}" (${manifest.id}) takes no conditions.`
    problems.push(problem('REV_CONFIG_INVALID', why, 'Leave the cursor out.'))
  } else if (model.query.kind === 'files') {
    const why = 'a model of files is read as a whole.'
    const hint = 'Write the model as SQL over the files, or leave the cursor out.'
    problems.push(problem('REV_CONFIG_INVALID', why, hint))
  }
  return problems
}

/** Why a sync cannot read by its cursor, given the columns of its model. Pure. */
export function checkCursorColumn(sync: Sync, columns: readonly Column[]): readonly RevError[] {
  const { cursor } = sync
  if (cursor === undefined) return []
  const place = sync.placeOf('cursor', 'column')
  const column = columns.find(({ name }) => name === cursor.column)
  if (column === undefined) {
    const message = `Failed to read the cursor: the model has no column "${cursor.column}".`
    const hint = suggestName(
      cursor.column,
      columns.map(({ name }) => name),
    )
    return [new RevError('REV_MODEL_COLUMN', message, { place, hint })]
  }
  const isTime = times.has(column.type)
  if (!isTime && column.type !== 'integer') {
    const message = `Failed to read the cursor: the column "${column.name}" is of type ${column.type}. Expected a date, a time or a whole number.`
    return [
      new RevError('REV_CONFIG_INVALID', message, { place, hint: 'Cast the column in the SQL.' }),
    ]
  }
  if (isTime === 'ms' in cursor.lag) return []
  const expected = isTime ? 'a length of time such as 10m' : 'a whole number such as 1000'
  const message = `Failed to read the cursor: the column "${column.name}" is of type ${column.type}, so its lag is ${expected}.`
  const lagPlace = sync.placeOf('cursor', 'lag')
  return [
    new RevError('REV_CONFIG_INVALID', message, { place: lagPlace, hint: 'Correct cursor.lag.' }),
  ]
}
