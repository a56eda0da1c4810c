import { membership, type BulkAnswer, type Change, type RunContext } from '@revetl/sdk'
import { changeAssociations, type AssociationRequest, type Label } from './link-client.ts'
import type { Config } from '../config.ts'
import { associationVerdicts, pairName, type Linked } from './association-verdicts.ts'
import { findReferences, lostVerdict, textOf } from './find-references.ts'

// What the associations of one request have in common.
const shared = [
  'from_object',
  'from_property',
  'to_object',
  'to_property',
  'label_category',
  'label_id',
]

/** Makes or removes associations: one request for each pair of objects and each label in the batch. */
export function writeAssociations(does: AssociationRequest['does']) {
  return membership({
    listOf: ({ fields }: Change) => JSON.stringify(shared.map((name) => textOf(fields[name]))),
    send: ({ changes }, ctx: RunContext<Config>) => send(does, changes, ctx),
  })
}

async function send(
  does: AssociationRequest['does'],
  changes: readonly Change[],
  ctx: RunContext<Config>,
): Promise<BulkAnswer> {
  const of = (name: string) => textOf(changes[0]?.fields[name])
  const find = (side: 'from' | 'to') =>
    findReferences(ctx, changes, {
      object: of(`${side}_object`),
      property: of(`${side}_property`),
      field: `${side}_value`,
    })
  const [from, to] = await Promise.all([find('from'), find('to')])
  const linked = changes.flatMap((change): Linked[] => {
    const [one, other] = [from.get(change.id), to.get(change.id)]
    return one === undefined || other === undefined ? [] : [{ change, from: one, to: other }]
  })
  const lost = changes.flatMap((change) => {
    if (!from.has(change.id)) return [lostVerdict(change, 'from_value', does === 'create')]
    return to.has(change.id) ? [] : [lostVerdict(change, 'to_value', does === 'create')]
  })
  if (linked.length === 0) return { verdicts: lost }
  const pairs = new Map(linked.map((one) => [pairName(one), { from: one.from, to: one.to }]))
  const objects = { from: of('from_object'), to: of('to_object') }
  const label = labelOf(of('label_category'), of('label_id'))
  const request = { does, objects, label, pairs: [...pairs.values()] }
  const response = await changeAssociations(ctx, request)
  return { verdicts: [...associationVerdicts(does, linked, response), ...lost] }
}

const labelOf = (category: string, typeId: string): Label | undefined =>
  typeId === '' ? undefined : { category: category || 'USER_DEFINED', typeId: Number(typeId) }
