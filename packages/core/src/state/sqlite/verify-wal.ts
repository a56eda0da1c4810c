import { existsSync, readFileSync } from 'node:fs'

// The format: https://www.sqlite.org/fileformat2.html#walformat (read 2026-11-26)
const headerBytes = 32
const frameHeaderBytes = 24
const magic = 0x377f0682

type Sum = readonly [number, number]

// More commits than can wait for the disk at one time: whoever makes one waits for it before the next.
const commitsUnsyncedMax = 32

/**
 * Whether a write-ahead log is damaged where it had been whole. SQLite ends the log at the first frame that is not
 * right and forgets what follows without a word. After a power cut that is what was under way and nobody was told of;
 * so many commits behind a bad frame show that the frame had been durable.
 */
export function isWalDamaged(databasePath: string): boolean {
  const path = `${databasePath}-wal`
  if (!existsSync(path)) return false
  const log = readFileSync(path)
  if (!hasLostCommits(log)) return false
  // A writer that began the log anew just now is not damage.
  return existsSync(path) && readFileSync(path).equals(log)
}

function hasLostCommits(log: Buffer): boolean {
  if (log.length < headerBytes + frameHeaderBytes) return false
  const pageBytes = pageSizeOf(log)
  if (pageBytes === undefined) return false
  const frameBytes = frameHeaderBytes + pageBytes
  const frames = Math.floor((log.length - headerBytes) / frameBytes)
  const frameAt = (index: number) =>
    log.subarray(headerBytes + index * frameBytes).subarray(0, frameBytes)
  const salts = saltsOf(log, frames > 1 ? frameAt(1) : frameAt(0))
  let sum = headerSum(log)
  let commitsLost = 0
  for (let index = 0; index < frames; index++) {
    const frame = frameAt(index)
    if (sum !== undefined) sum = nextSum(log, frame, sum)
    if (sum !== undefined) continue
    const isOfThisLog = frame.subarray(8, 16).equals(salts)
    if (isOfThisLog && frame.readUInt32BE(4) !== 0) commitsLost++
  }
  return commitsLost > commitsUnsyncedMax
}

/** The page size that the header tells, or that the database has, should the header be wrong. */
function pageSizeOf(log: Buffer): number | undefined {
  const bytes = log.readUInt32BE(8)
  const isSize = bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0
  // Rev makes its files with SQLite's own default.
  return isSize ? bytes : 4096
}

/** What marks the frames of this log: the header's salts, or those of a frame where the header is wrong. */
function saltsOf(log: Buffer, frame: Buffer): Buffer {
  return headerSum(log) === undefined ? frame.subarray(8, 16) : log.subarray(16, 24)
}

function headerSum(log: Buffer): Sum | undefined {
  if ((log.readUInt32BE(0) & ~1) !== magic) return undefined
  const sum = checksum(log, log.subarray(0, 24), [0, 0])
  const isRight = sum[0] === log.readUInt32BE(24) && sum[1] === log.readUInt32BE(28)
  return isRight ? sum : undefined
}

/** The sum after a frame; undefined where the frame is not right. */
function nextSum(log: Buffer, frame: Buffer, before: Sum): Sum | undefined {
  if (!frame.subarray(8, 16).equals(log.subarray(16, 24))) return undefined
  const sum = checksum(
    log,
    frame.subarray(frameHeaderBytes),
    checksum(log, frame.subarray(0, 8), before),
  )
  const isRight = sum[0] === frame.readUInt32BE(16) && sum[1] === frame.readUInt32BE(20)
  return isRight ? sum : undefined
}

function checksum(log: Buffer, bytes: Buffer, [first, second]: Sum): Sum {
  const isBig = (log.readUInt32BE(0) & 1) === 1
  let a = first
  let b = second
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0
    b = (b + (isBig ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0
  }
  return [a, b]
}
