import type { RunStatus, RunSummary, SyncStatus } from '@revetl/core'
import { countText, secondsText } from './number-text.ts'
import type { Style } from './style.ts'
import { tableText } from './table.ts'

const colours = {
  success: 'green',
  partial: 'yellow',
  failed: 'red',
  cancelled: 'yellow',
  running: 'cyan',
} as const

/** The syncs of a project as a table. */
export function statusText(syncs: readonly SyncStatus[], style: Style): string {
  if (syncs.length === 0) return 'No syncs.'
  const headers = ['sync', 'to', 'mode', 'last run', 'when', '#delivered', '#rejects', '#held']
  const rows = syncs.map((one) => [
    one.sync,
    `${one.destination} / ${one.object}`,
    one.mode,
    stateText(one.isRunning ? 'running' : one.lastRun?.status, style),
    one.lastRun === undefined ? '' : timeText(one.lastRun.startedAt),
    one.recordsDelivered === undefined ? '' : countText(one.recordsDelivered),
    countText(one.rejects),
    countText(one.held),
  ])
  return tableText(headers, rows, style)
}

/** Runs, the newest first, as a table. */
export function runsText(runs: readonly RunSummary[], style: Style): string {
  if (runs.length === 0) return 'No runs yet.'
  const headers = [
    'run',
    'sync',
    'status',
    'when',
    'took',
    '#read',
    '#+',
    '#~',
    '#-',
    '#ok',
    '#left',
    '',
  ]
  const rows = runs.map((one) => [
    one.run,
    one.sync,
    stateText(one.status, style),
    timeText(one.startedAt),
    one.seconds === undefined ? '' : secondsText(one.seconds),
    ...[one.rowsRead, one.changes.added, one.changes.changed, one.changes.removed].map(countText),
    countText(one.outcomes.ok),
    countText(leftOver(one)),
    one.errorCode ?? '',
  ])
  return tableText(headers, rows, style)
}

function leftOver({ outcomes }: RunSummary): number {
  return outcomes.rejected + outcomes.pending + outcomes.held + outcomes.guarded
}

function stateText(status: RunStatus | 'running' | undefined, style: Style): string {
  return status === undefined ? 'never' : style(colours[status], status)
}

/** To the second, in UTC: `2026-01-31 13:05:00Z`. */
function timeText(iso: string): string {
  return iso.replace('T', ' ').replace(/\.\d+/, '')
}
