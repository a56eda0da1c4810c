import type { ConnectionLogin } from '@revetl/core'
import type { Style } from './style.ts'
import { tableText } from './table.ts'
import { oneLine } from './value-text.ts'

/** How connections sign in as a table, and what to do where nobody is logged in. */
export function loginsText(logins: readonly ConnectionLogin[], style: Style): string {
  if (logins.length === 0) return 'No connection has credentials.'
  const headers = ['connection', 'vendor', 'login', 'since', 'scopes']
  const rows = logins.map((login) => [
    login.connection,
    oneLine(login.vendor),
    stateOf(login, style),
    login.status === undefined ? '' : new Date(login.status.atMs).toISOString().slice(0, 10),
    oneLine((login.status?.scopes ?? []).join(' ')),
  ])
  return [tableText(headers, rows, style), ...logins.flatMap((login) => noteOn(login, style))].join(
    '\n',
  )
}

function stateOf({ isConfigured, status, error }: ConnectionLogin, style: Style): string {
  if (error !== undefined) return style('red', 'unknown')
  if (isConfigured) return 'by rev.yaml'
  if (status === undefined) return style('yellow', 'not logged in')
  return style('green', status.isRenewable ? 'logged in' : 'logged in, ends')
}

function noteOn(login: ConnectionLogin, style: Style): readonly string[] {
  const { connection, isConfigured, status, missingScopes, error } = login
  const arrow = style('cyan', '→')
  if (error !== undefined) return ['', `${connection}: ${oneLine(error.message)}`]
  if (isConfigured) return []
  if (status === undefined) return ['', `${arrow} rev auth login ${connection}`]
  if (missingScopes.length === 0) return []
  const missing = oneLine(missingScopes.join(', '))
  return ['', `${connection} was not granted ${missing}.`, `${arrow} rev auth login ${connection}`]
}
