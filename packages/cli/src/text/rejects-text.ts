import type { RejectEntry } from '@revetl/core'
import { amountText } from './number-text.ts'
import type { Style } from './style.ts'
import { tableText } from './table.ts'
import { keyText, oneLine } from './value-text.ts'

const messageCharactersMax = 70

/** Remembered records as a table, and what can be done with them. */
export function rejectsText(rejects: readonly RejectEntry[], style: Style): string {
  if (rejects.length === 0) return 'No rejected records.'
  const headers = ['sync', 'key', 'state', 'code', 'why', '#tries']
  const rows = rejects.map(({ sync, key, state, code, message, attempts }) => [
    sync,
    keyText(key),
    state,
    code,
    cut(message),
    String(attempts),
  ])
  const [{ sync, key } = { sync: 'SYNC', key: ['KEY'] }] = rejects
  return [
    tableText(headers, rows, style),
    '',
    `${style('cyan', '→')} rev rejects show ${sync} ${shellWord(keyText(key))} · retry · skip`,
  ].join('\n')
}

/** Everything about one remembered record. */
export function rejectText(entry: RejectEntry, style: Style): string {
  const line = (label: string, value: string | undefined) =>
    value === undefined ? [] : [`  ${style('dim', label.padEnd(12))}${oneLine(value)}`]
  return [
    `${style('bold', keyText(entry.key))} in ${entry.sync}: ${style('red', entry.state)}`,
    ...line('why', entry.message),
    ...line('code', entry.code),
    ...line('field', entry.field),
    ...line('vendor code', entry.vendorCode),
    ...line('operation', entry.operation),
    ...line(
      'tried',
      `${amountText(entry.attempts, 'time')}, first ${entry.firstAt}, last ${entry.lastAt}`,
    ),
    ...line('next try', entry.retryAt),
    ...line('run', entry.run),
  ].join('\n')
}

function cut(message: string): string {
  const text = oneLine(message)
  return text.length > messageCharactersMax ? `${text.slice(0, messageCharactersMax - 1)}…` : text
}

function shellWord(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
