import type { Batch, RunInfo } from '@revetl/sdk'

const objects = new WeakMap<Batch['object'], string>()

/**
 * The line of a `write`. What all batches have in common is turned into text once, and the changes stay the texts
 * that they are.
 */
export function writeLine(call: number, run: RunInfo, batch: Batch): string {
  const { object, operation, matchOn, fields, hasAllFields, idempotencyKey, attempt } = batch
  let objectText = objects.get(object)
  if (objectText === undefined) objects.set(object, (objectText = JSON.stringify(object)))
  const common = { operation, matchOn, fields, hasAllFields, idempotencyKey, attempt }
  const rest = JSON.stringify(common).slice(1, -1)
  const changes = batch.changes.map(({ id, kind, key, json, remoteId }) => {
    const remote = remoteId === undefined ? '' : `,"remoteId":${JSON.stringify(remoteId)}`
    const keyText = JSON.stringify(JSON.stringify(key))
    return `{"id":${JSON.stringify(id)},"kind":"${kind}","key":${keyText},"json":${JSON.stringify(json)}${remote}}`
  })
  return `{"type":"write","call":${call},"run":${JSON.stringify(run)},"batch":{"object":${objectText},${rest},"changes":[${changes.join(',')}]}}`
}
