import type { BatchField, OperationName, SessionInfo } from '@revetl/sdk'
import type { DeliveryResult } from '../deliver/delivery-options.ts'
import { batchObject } from './deliver-changes.ts'
import type { PreparedSync } from './prepare-sync.ts'
import type { RunScope } from './run-scope.ts'

/** How far a write that becomes visible only as a whole has come. */
export type SessionState = 'open' | 'committing' | 'committed'

interface SessionOptions {
  readonly scope: RunScope
  readonly prepared: PreparedSync
  readonly fields: readonly BatchField[]
  /** Whether nothing is to be written: a session without writes would replace the destination by nothing. */
  readonly isEmpty: boolean
}

/** Delivers inside a session, where the operation has one: all of it becomes visible at the end, or nothing. */
export async function withSession(
  { scope, prepared, fields, isEmpty }: SessionOptions,
  work: () => Promise<DeliveryResult>,
): Promise<DeliveryResult> {
  const name = sessionOperation(prepared)
  if (name === undefined || isEmpty) return work()
  const { services, lease, run, destination, info } = scope
  const session = sessionInfo(prepared, name, info.id, fields)
  const call = {
    run: info,
    signal: scope.signal,
    isResendable: false,
    beforeSend: scope.assertLease,
  }
  await services.ledger.setSessionState(lease, run, 'open')
  await destination.session('open', session, call)
  const result = await work()
  if (result.stop !== undefined || result.pending > 0) {
    await abortSession(scope, prepared, info.id, fields)
    await services.ledger.forgetBatches(lease, run)
    return { ...result, ok: 0, accepted: 0, pending: result.pending + result.ok, unresolved: 0 }
  }
  await services.ledger.setSessionState(lease, run, 'committing')
  await destination.session('commit', session, call)
  await services.ledger.setSessionState(lease, run, 'committed')
  return result
}

/** Takes back what a session wrote. */
export async function abortSession(
  { destination, info }: Pick<RunScope, 'destination' | 'info'>,
  prepared: PreparedSync,
  id: string,
  fields: readonly BatchField[],
): Promise<void> {
  const name = sessionOperation(prepared)
  if (name === undefined) return
  // The run's own signal may have aborted; taking back must still be possible.
  const call = { run: info, signal: new AbortController().signal, isResendable: false }
  await destination.session('abort', sessionInfo(prepared, name, id, fields), call)
}

function sessionOperation({ object, operations }: PreparedSync): OperationName | undefined {
  const name = operations.added
  return name !== undefined && object.operations[name]?.hasSession === true ? name : undefined
}

function sessionInfo(
  prepared: PreparedSync,
  operation: OperationName,
  id: string,
  fields: readonly BatchField[],
): SessionInfo {
  return { id, object: batchObject(prepared), operation, matchOn: prepared.matchOn, fields }
}
