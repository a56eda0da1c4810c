import { RevError, type Context } from '@revetl/sdk'
import type { ExternalLink, StatementAnswer } from './answers.ts'
import { readChunkLink, readLink } from './client.ts'
import type { DatabricksConfig } from './config.ts'
import { JsonRows, type Row } from './json-rows.ts'

type Ctx = Context<DatabricksConfig>

// An answer of the gateway is at most 8 MiB, and a chunk may be larger.
const partBytes = 4 << 20
const linkLeftMsMin = 60_000

/** The rows of a chunk of a result, from 0, part by part. @throws `REV_READ_INCOMPLETE` */
export async function* chunkRows(
  ctx: Ctx,
  answer: StatementAnswer,
  chunk: number,
): AsyncGenerator<readonly Row[], void, void> {
  const { clock, signal } = ctx
  const parser = new JsonRows()
  let link = chunk === 0 ? answer.result?.external_links?.[0] : undefined
  for (let at = 0, size = 1; at < size;) {
    signal.throwIfAborted()
    if (!link || endsSoon(link, clock.now())) link = await linkTo(ctx, answer.statement_id, chunk)
    const range = `bytes=${at}-${at + partBytes - 1}`
    const { bytes, headers, status } = await readLink(ctx, link, range)
    at += bytes.length
    size = status === 206 ? sizeOf(headers['content-range']) : at
    if (bytes.length === 0) throw cutShort(`${size} bytes`, `${at}`)
    yield parser.push(bytes)
  }
  if (!parser.isComplete) throw cutShort('a list of rows', 'a part of it')
}

async function linkTo(ctx: Ctx, statementId: string, chunk: number): Promise<ExternalLink> {
  const answer = await readChunkLink(ctx, statementId, chunk)
  const link = answer.external_links?.[0]
  if (link) return link
  throw cutShort(`a link to chunk ${chunk}`, 'none')
}

function endsSoon({ expiration }: ExternalLink, nowMs: number): boolean {
  return expiration !== undefined && Date.parse(expiration) - nowMs < linkLeftMsMin
}

function sizeOf(contentRange: string | undefined): number {
  const size = Number(/\/(\d+)$/.exec(contentRange ?? '')?.[1] ?? Number.NaN)
  if (Number.isSafeInteger(size)) return size
  throw cutShort('the size of a chunk', contentRange ?? 'none')
}

/** The error of a result that is not whole. */
export function cutShort(expected: string, got: string): RevError {
  const message = `Failed to read from Databricks: the result was cut short. Expected ${expected}, got ${got}.`
  return new RevError('REV_READ_INCOMPLETE', message, {
    hint: 'Nothing of this read counts; run again.',
  })
}
