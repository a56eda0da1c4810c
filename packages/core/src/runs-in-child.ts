import type { Connection } from './connection.ts'

/**
 * Whether a connector runs in a process of its own: what the connection says, else whatever is installed rather than
 * linked. Who made a connector makes no difference.
 */
export function runsInChild({
  connector,
  runIn,
}: Pick<Connection, 'connector' | 'runIn'>): boolean {
  const { code } = connector
  // There is no other way for another language.
  if (code?.command !== undefined) return true
  if (runIn !== undefined) return runIn === 'child'
  return code !== undefined && !code.isLinked
}
