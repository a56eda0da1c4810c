import type { RecordHistory } from '@revetl/core'
import { rejectText } from './rejects-text.ts'
import type { Style } from './style.ts'
import { keyText, valueText } from './value-text.ts'

/** One record in one sync: what was delivered, and what is the matter now. */
export function historyText({ sync, key, delivered, reject }: RecordHistory, style: Style): string {
  const title = `${style('bold', keyText(key))} in ${sync}`
  const lines = [title]
  if (delivered === undefined) {
    lines.push('  never delivered')
  } else {
    const remote = delivered.remoteId === undefined ? '' : ` as ${delivered.remoteId}`
    lines.push(
      `  ${style('green', 'delivered')} ${delivered.at}${remote} ${style('dim', delivered.run)}`,
    )
    const values = Object.entries(delivered.values ?? {})
    const widest = Math.max(0, ...values.map(([name]) => name.length))
    for (const [name, value] of values)
      lines.push(`    ${name.padEnd(widest)}  ${valueText(value)}`)
  }
  if (reject !== undefined) lines.push(rejectText(reject, style))
  return lines.join('\n')
}
