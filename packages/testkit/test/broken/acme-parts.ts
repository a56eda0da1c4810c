import type { Batch, HttpResponse, RunContext, Value } from '@revetl/sdk'

export type Ctx = RunContext<{
  readonly url: string
  readonly token?: string
  readonly refreshToken?: string
}>
export type Send = (batch: Batch, ctx: Ctx, body: string) => Promise<HttpResponse>
export interface Answered {
  readonly verdicts: readonly {
    readonly at: string | number
    readonly outcome: (change: { readonly id: string }) => object
  }[]
}
export const yes = (change: { readonly id: string }) => ({
  id: change.id,
  status: 'ok',
  effect: 'written',
})
export const no = (change: { readonly id: string }) => ({
  id: change.id,
  status: 'rejected',
  code: 'REV_RECORD_REJECTED',
  message: 'no',
})
export const allOk = (batch: Batch): Answered => ({
  verdicts: batch.changes.map(({ id }) => ({ at: id, outcome: yes })),
})
/** The records of a request, each changed. */
export const sending =
  (change: (fields: Readonly<Record<string, Value>>, batch: Batch) => object) => () => ({
    records: (batch: Batch) =>
      JSON.stringify({
        by: '$by',
        records: batch.changes.map(({ fields }) =>
          change(fields as Readonly<Record<string, Value>>, batch),
        ),
      }).replace('"$by"', '$by'),
  })
export const withoutNames = (
  fields: Readonly<Record<string, Value>>,
  isLost: (name: string, value: Value) => boolean,
) => Object.fromEntries(Object.entries(fields).filter(([name, value]) => !isLost(name, value)))
