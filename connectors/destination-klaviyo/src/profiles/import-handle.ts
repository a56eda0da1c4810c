import type { VendorReason } from '@revetl/sdk'
import { z } from 'zod'

const reason = z.object({
  message: z.string(),
  vendorCode: z.string().exactOptional(),
  field: z.string().exactOptional(),
})
const handle = z.object({
  job: z.string().exactOptional(),
  refused: z.array(z.tuple([z.string(), reason])),
})

/** What has to outlive a kill: the job, and which changes were refused before there was one. */
export interface ImportHandle {
  /** Absent where every change was refused. */
  readonly job: string | undefined
  readonly refused: ReadonlyMap<string, VendorReason>
}

/** The handle as the text that is kept. */
export function handleToText({ job, refused }: ImportHandle): string {
  return JSON.stringify({ job, refused: [...refused] })
}

/** The handle in a text that was kept. */
export function textToHandle(text: string): ImportHandle {
  const { job, refused } = handle.parse(JSON.parse(text))
  return { job, refused: new Map(refused) }
}
