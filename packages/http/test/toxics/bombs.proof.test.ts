import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { localServer } from '../support/server.ts'

const megabyte = 1024 * 1024
const gigabyte = 1024 * megabyte
const run = promisify(execFile)

/** A gigabyte of zeros in about one megabyte, made of members that each hold a part. */
function gzipBomb(): Buffer {
  const member = gzipSync(Buffer.alloc(64 * megabyte), { level: 9 })
  return Buffer.concat(Array.from({ length: gigabyte / (64 * megabyte) }, () => member))
}

test('bombs of a gigabyte, and six codings one in another, cost no more memory than the cap', async () => {
  let nested: Buffer = Buffer.from('{}')
  for (let count = 0; count < 6; count++) nested = gzipSync(nested)
  const answers: Record<string, { coding: string; body: Buffer }> = {
    '/warm-up': { coding: 'gzip', body: gzipSync(Buffer.alloc(9 * megabyte)) },
    '/gzip': { coding: 'gzip', body: gzipBomb() },
    '/br': { coding: 'br', body: brotliCompressSync(Buffer.alloc(256 * megabyte)) },
    '/zstd': { coding: 'zstd', body: zstdCompressSync(Buffer.alloc(256 * megabyte)) },
    '/twice': { coding: 'gzip, gzip', body: gzipSync(gzipBomb()) },
    '/six': { coding: Array(6).fill('gzip').join(', '), body: nested },
  }
  expect(answers['/gzip']?.body.length).toBeLessThan(1.1 * megabyte)
  await using server = await localServer((request, response) => {
    const answer = answers[request.url]
    response.writeHead(200, { 'content-encoding': answer?.coding ?? '' }).end(answer?.body)
  })
  const worker = path.join(import.meta.dirname, 'bomb-worker.ts')
  const urls = Object.keys(answers).map((one) => server.url + one)
  const { stdout } = await run(process.execPath, [worker, ...urls])
  const { ends, grownMb } = JSON.parse(stdout) as { ends: string[]; grownMb: number }
  expect(ends).toEqual(Array(5).fill('REV_HTTP_BODY unknown'))
  expect(grownMb).toBeLessThanOrEqual(32)
})
