import type { ModelFinding, ModelPreview, ModelReport } from '@revetl/core'
import type { ListedModel } from '../project/list-models.ts'
import type { Style } from './style.ts'
import { tableText } from './table.ts'
import { oneLine, valueText } from './value-text.ts'

/** Models as a table. */
export function modelsText(models: readonly ListedModel[], style: Style): string {
  if (models.length === 0) return 'The project has no models.'
  const rows = models.map(({ name, kind, source, key, usedBy, description }) => [
    oneLine(name),
    kind,
    source ?? '',
    key === undefined ? '' : oneLine(key.join(', ')),
    usedBy.join(', '),
    cut(description ?? '', 60),
  ])
  return tableText(['model', 'is', 'source', 'key', 'used by', 'description'], rows, style)
}

/** Everything about a model. */
export function modelText(model: ModelReport, style: Style): string {
  const facts = [
    ['source', model.source],
    ['file', model.place.file],
    ['key', model.key?.join(', ') ?? 'none'],
    ['table', model.table?.join('.')],
    ['files', model.files?.join(', ')],
    ['refs', model.refersTo.join(', ') || undefined],
    ['dbt', model.dbt?.id],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name?.padEnd(8)}${oneLine(value)}`]))
  return [
    style('bold', oneLine(model.name)),
    ...(model.description === undefined ? [] : [oneLine(model.description)]),
    '',
    ...facts,
    '',
    columnsText(model, style),
    ...useLines(model, style),
    ...testLines(model, style),
    ...(model.sql === undefined ? [] : ['', style('dim', 'SQL'), model.sql.trim()]),
  ].join('\n')
}

function columnsText({ columns }: ModelReport, style: Style): string {
  const rows = columns.map(({ name, type, sourceType, isKey, nullable, description }) => [
    oneLine(name),
    type,
    sourceType === undefined ? '' : cut(sourceType, 40),
    [...(isKey ? ['key'] : []), ...(nullable === false ? ['not null'] : [])].join(', '),
    cut(description ?? '', 60),
  ])
  return tableText(['column', 'type', 'at the source', '', 'description'], rows, style)
}

function useLines({ usedBy, referredBy }: ModelReport, style: Style): string[] {
  const models = referredBy.map(oneLine).join(', ')
  const referred = models === '' ? [] : ['', `A part of ${models}.`]
  if (usedBy.length === 0) return [...referred, '', 'No sync uses it.']
  const rows = usedBy.map(({ sync, destination, object, mode, key }) => [
    sync,
    `${destination} / ${object}`,
    mode,
    oneLine(key.join(', ')),
  ])
  return [...referred, '', tableText(['used by', 'to', 'mode', 'key'], rows, style)]
}

function testLines({ dbt }: ModelReport, style: Style): string[] {
  if (dbt === undefined || dbt.tests.length === 0) return []
  const rows = dbt.tests.map(({ name, status }) => [oneLine(name), oneLine(status ?? 'not run')])
  return ['', tableText(['dbt test', dbt.ranAt ?? 'never'], rows, style)]
}

/** Rows as a table. */
export function previewText({ columns, rows }: ModelPreview, style: Style): string {
  if (rows.length === 0) return 'No rows.'
  const numbers = ['integer', 'decimal', 'number']
  const headers = columns.map(
    ({ name, type }) => `${numbers.includes(type) ? '#' : ''}${oneLine(name)}`,
  )
  const cells = rows.map((row) =>
    row.map((value) => (typeof value === 'string' ? cut(value, 40) : valueText(value, 40))),
  )
  return tableText(headers, cells, style)
}

/** A finding with its place and what to do. */
export function modelFindingText(
  { rule, severity, message, hint, place }: ModelFinding,
  style: Style,
): string {
  const mark = severity === 'error' ? style('red', '✗') : style('yellow', '!')
  const where = style('bold', `${place.file}:${place.line}:${place.column}`)
  return `${mark} ${where}  ${style('dim', rule)}  ${oneLine(message)}\n    → ${oneLine(hint)}`
}

function cut(text: string, charactersMax: number): string {
  const line = oneLine(text)
  return line.length > charactersMax ? `${line.slice(0, charactersMax - 1)}…` : line
}
