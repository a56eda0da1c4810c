import type { Batch, RunInfo } from '@revetl/sdk'
import { keyTextOf } from '@revetl/sdk/host'
import { packChanges, type ProtocolVersion } from '@revetl/sdk/protocol'

const objects = new WeakMap<Batch['object'], string>()

/** A message as it goes out: a line, and what follows it. */
export interface SentLine {
  readonly line: string
  readonly body?: string
}

/**
 * A `write` as it goes out. What all batches have in common is turned into text once, and the changes stay the texts
 * that they are.
 */
export function writeLine(
  protocol: ProtocolVersion,
  call: number,
  { run, batch }: { readonly run: RunInfo; readonly batch: Batch },
): SentLine {
  const { object, operation, matchOn, fields, hasAllFields, idempotencyKey, attempt } = batch
  let objectText = objects.get(object)
  if (objectText === undefined) objects.set(object, (objectText = JSON.stringify(object)))
  const common = { operation, matchOn, fields, hasAllFields, idempotencyKey, attempt }
  const rest = JSON.stringify(common).slice(1, -1)
  const line = (changes: string, more = '') =>
    `{"type":"write","call":${call},"run":${JSON.stringify(run)},"batch":{"object":${objectText},${rest},"changes":${changes}}${more}}`
  if (protocol === 1) return { line: line(`[${batch.changes.map(changeText).join(',')}]`) }
  const { groups, text } = packChanges(batch.changes)
  return { line: line(JSON.stringify(groups), `,"bytes":${Buffer.byteLength(text)}`), body: text }
}

function changeText(change: Batch['changes'][number]): string {
  const { id, kind, json, remoteId } = change
  const remote = remoteId === undefined ? '' : `,"remoteId":${JSON.stringify(remoteId)}`
  const keyText = JSON.stringify(keyTextOf(change))
  return `{"id":${JSON.stringify(id)},"kind":"${kind}","key":${keyText},"json":${JSON.stringify(json)}${remote}}`
}
