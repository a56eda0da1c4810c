import {
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isRevError } from '@revetl/sdk'
import { MemoryProject } from '../run/memory-project.ts'
import type { Boundary, Rows } from './crash-case.ts'
import { CrashWorld } from './crash-world.ts'
import { edited } from './model-rows.ts'
import { SeededRandom } from './seeded-random.ts'

/** What bit flips came to: refused by a typed error, without effect, or a wrong result that nobody was told of. */
export interface FlipFindings {
  readonly flips: number
  readonly detected: number
  readonly harmless: number
  /** In the last commits of a log: not to be told from what a power cut ended. */
  readonly torn: number
  readonly silent: number
  readonly stories: readonly string[]
}

/** A state as a process left it, and what a run on it comes to. */
interface BaseState {
  readonly folder: string
  readonly rows: Rows
  readonly files: readonly string[]
  readonly result: string
}

const lastWords = ['before release', 'after settlement', 'after fold', 'after mark'] as const

/** Flips single bits of real state files, one at a time, and runs a sync on each. */
export async function flipCampaign(flips: number, seed: number): Promise<FlipFindings> {
  const random = new SeededRandom(seed)
  const place = mkdtempSync(path.join(tmpdir(), 'rev-flips-'))
  const counts = { detected: 0, harmless: 0, torn: 0, silent: 0 }
  const stories: string[] = []
  try {
    const bases: BaseState[] = []
    for (const boundary of [undefined, ...lastWords]) {
      bases.push(await leave(path.join(place, boundary ?? 'at rest'), boundary, seed))
    }
    for (let flip = 0; flip < flips; flip++) {
      const base = random.of(bases)
      const file = random.of(base.files)
      const bit = pickBit(readFileSync(path.join(base.folder, file)), random)
      const end = await runFlipped(base, file, bit)
      const verdict = judge(base, { file, bit, end })
      counts[verdict]++
      if (verdict === 'silent') {
        stories.push(`bit ${bit} of ${file} ${path.basename(base.folder)}: ${end} · ${base.result}`)
      }
    }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
  return { flips, ...counts, stories }
}

/** Any bit, or, half of the time, one of a letter: in the ledger most of those are of a row. */
function pickBit(bytes: Buffer, random: SeededRandom): number {
  const any = () => Math.floor(random.next() * bytes.length)
  let at = any()
  if (random.next() < 0.5) {
    for (let tries = 0; tries < 1000 && !isLetter(bytes[at]); tries++) at = any()
  }
  return at * 8 + Math.floor(random.next() * 8)
}

function isLetter(byte = 0): boolean {
  return byte >= 0x20 && byte < 0x7f
}

/** Makes a state: at rest after two runs, or as a kill in the third one left it. */
async function leave(
  folder: string,
  boundary: Boundary | undefined,
  seed: number,
): Promise<BaseState> {
  await using world = await new CrashWorld('mirror', seed).start()
  await world.process()
  world.rows = edited(world.rows, 1)
  await world.process()
  const rows = edited(world.rows, 2)
  world.rows = rows
  if (boundary !== undefined)
    await world.process({ boundary, passes: /settle/.test(boundary) ? 2 : 1 })
  cpSync(path.join(world.folder, '.rev'), folder, { recursive: true })
  const files = globSync('**/*', { cwd: folder }).filter((file) => {
    const found = statSync(path.join(folder, file))
    // The index of the log is made anew from the log.
    return found.isFile() && found.size > 0 && !file.endsWith('-shm')
  })
  const base = { folder, rows, files, result: '' }
  const result = await runOn(base)
  // A run that fails on the whole state would make every flip look harmless.
  if (!result.includes('"status":"success"')) throw new Error(`${folder}: ${result}`)
  return { ...base, result }
}

/** What a run on a copy of a state comes to. */
async function runOn(base: BaseState, spoil?: (stateFolder: string) => void): Promise<string> {
  await using project = new MemoryProject()
  const folder = path.join(project.folder, '.rev')
  cpSync(base.folder, folder, { recursive: true })
  spoil?.(folder)
  project.model.columns = { id: 'integer', name: 'string' }
  project.model.rows = base.rows
  project.sync = {
    guard: { removalsPercentMax: 100, removalsMin: 0, rejectsPercentMax: 100, rejectsMin: 1e9 },
  }
  try {
    const report = await project.run()
    const { status, error, rowsRead, unchanged, changes, planned, outcomes, sent } = report
    if (error !== undefined) return error.code
    const written = project.memory.log.map((one) => JSON.stringify(one)).toSorted()
    return JSON.stringify({
      status,
      rowsRead,
      unchanged,
      changes,
      planned,
      outcomes,
      sent,
      written,
    })
  } catch (error) {
    if (isRevError(error)) return error.code
    throw error
  }
}

async function runFlipped(base: BaseState, file: string, bit: number): Promise<string> {
  return runOn(base, (folder) => {
    const target = path.join(folder, file)
    const bytes = readFileSync(target)
    const at = bit >> 3
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7))
    writeFileSync(target, bytes)
  })
}

interface Flip {
  readonly file: string
  readonly bit: number
  readonly end: string
}

function judge(
  base: BaseState,
  { file, bit, end }: Flip,
): 'detected' | 'harmless' | 'torn' | 'silent' {
  if (end === base.result) return 'harmless'
  if (isSeen(base, end)) return 'detected'
  if (file.endsWith('.db-wal') && isInLastCommits(path.join(base.folder, file), bit >> 3))
    return 'torn'
  return 'silent'
}

/** Whether a run refused the state by a typed error, or did what it should. */
function isSeen(base: BaseState, end: string): boolean {
  return end === base.result || /^REV_STATE_(BROKEN|MISSING|VERSION|WRITE|BUSY)$/.test(end)
}

/** Whether a place lies in the last commits of a log, which a power cut may have ended. */
function isInLastCommits(file: string, at: number): boolean {
  const log = readFileSync(file)
  const frameBytes = 24 + log.readUInt32BE(8)
  const commits: number[] = []
  for (let start = 32; start + frameBytes <= log.length; start += frameBytes) {
    const isOfThisLog = log.subarray(start + 8, start + 16).equals(log.subarray(16, 24))
    if (isOfThisLog && log.readUInt32BE(start + 4) !== 0) commits.push(start + frameBytes)
  }
  return at >= (commits.at(-33) ?? 0)
}

/** Cuts each file of each state to a part of it, or removes it, and runs on that. @returns what went unseen. */
export async function cutCampaign(
  seed: number,
  parts: readonly (number | 'gone')[],
): Promise<readonly string[]> {
  const place = mkdtempSync(path.join(tmpdir(), 'rev-cuts-'))
  const silent: string[] = []
  try {
    for (const boundary of [undefined, 'after settlement'] as const) {
      const base = await leave(path.join(place, boundary ?? 'at rest'), boundary, seed)
      for (const file of base.files) {
        for (const part of parts) {
          const end = await runOn(base, (folder) => cut(path.join(folder, file), part))
          // A log that ends too soon is one that a power cut ended.
          const isTorn = file.endsWith('.db-wal') && part !== 0 && part !== 'gone'
          if (isTorn || isSeen(base, end)) continue
          silent.push(`${file}, ${boundary ?? 'at rest'}, cut to ${part}: ${end}`)
        }
      }
    }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
  return silent
}

function cut(file: string, part: number | 'gone'): void {
  if (part === 'gone') rmSync(file)
  else truncateSync(file, Math.floor(statSync(file).size * part))
}
