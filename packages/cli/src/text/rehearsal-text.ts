import type { Outcome } from '@revetl/sdk'
import type { Rehearsal } from '@revetl/testkit'
import type { Style } from './style.ts'
import { tableText } from './table.ts'

const bodyMax = 300
const cellMax = 40
const colours = {
  ok: 'green',
  skipped: 'dim',
  rejected: 'yellow',
  retry: 'yellow',
  unknown: 'red',
} as const

/** What a connector sent for each operation and what became of the records, or the first rows of each model. */
export function rehearsalText(rehearsals: readonly Rehearsal[], style: Style): string {
  return rehearsals
    .map(({ name, requests, outcomes, read, error }) =>
      [
        style('bold', name),
        ...requests.map(
          ({ method, path, text, status }) =>
            `  → ${method} ${path} ${style('dim', shorten(text))} ${status ?? 'no answer'}`,
        ),
        ...outcomes.map((outcome) => `  ${outcomeText(outcome, style)}`),
        ...(read === undefined ? [] : [rowsText(read, style)]),
        ...(error === undefined ? [] : [`  ${style('red', error)}`]),
      ].join('\n'),
    )
    .join('\n\n')
}

function outcomeText(outcome: Outcome, style: Style): string {
  const { id, status } = outcome
  const more = Object.entries(outcome).filter(([name]) => name !== 'id' && name !== 'status')
  const details = more.map(([name, value]) => `${name}: ${String(value)}`).join(', ')
  return `${style('dim', id)} ${style(colours[status], status)}  ${details}`
}

function rowsText({ columns, rows }: NonNullable<Rehearsal['read']>, style: Style): string {
  const headers = columns.map(({ name, type }) => `${name} ${type}`)
  const cells = rows.map((row) => row.map((value) => shorten(value ?? 'null', cellMax)))
  return tableText(headers, cells, style).replaceAll(/^/gm, '  ')
}

const shorten = (text: string, charactersMax = bodyMax): string =>
  text.length > charactersMax ? `${text.slice(0, charactersMax)}…` : text
