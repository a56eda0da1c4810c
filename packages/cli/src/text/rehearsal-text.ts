import type { Outcome } from '@revetl/sdk'
import type { Rehearsal } from '@revetl/testkit'
import type { Style } from './style.ts'

const bodyMax = 300
const colours = {
  ok: 'green',
  skipped: 'dim',
  rejected: 'yellow',
  retry: 'yellow',
  unknown: 'red',
} as const

/** What a connector sent for each operation, and what became of the records. */
export function rehearsalText(rehearsals: readonly Rehearsal[], style: Style): string {
  return rehearsals
    .map(({ name, requests, outcomes, error }) =>
      [
        style('bold', name),
        ...requests.map(
          ({ method, path, text, status }) =>
            `  → ${method} ${path} ${style('dim', shorten(text))} ${status ?? 'no answer'}`,
        ),
        ...outcomes.map((outcome) => `  ${outcomeText(outcome, style)}`),
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

const shorten = (text: string): string =>
  text.length > bodyMax ? `${text.slice(0, bodyMax)}…` : text
