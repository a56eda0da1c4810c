// The power goes: what was written and not synced is lost, reordered or torn. What a run recorded of its disk is cut at
// many places, and a new run has to go on from each.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { errorMessage } from '@revetl/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { SeededRandom } from '../crash/seeded-random.ts'
import { MemoryProject } from '../run/memory-project.ts'
import { LossyDisk } from './lossy-disk.ts'
import { recordStory, whyNotRecorded, type DiskEvent } from './record-disk.ts'
import {
  batchRecords,
  expectedRecords,
  inFlight,
  playRun,
  storyNamed,
  storyNames,
  type Story,
} from './stories.ts'

const cuts = Number(process.env['REV_POWER_CUTS'] ?? 60)
const seed = Number(process.env['REV_POWER_SEED'] ?? 1)

/** What the destination had taken when the power went, and the model at that time. */
interface Seen {
  readonly version: number
  readonly taken: ReadonlyMap<string, string>
}

function seenIn(events: readonly DiskEvent[]): Seen {
  let version = 0
  const taken = new Map<string, string>()
  for (const event of events) {
    if (event.kind !== 'note') continue
    version = event.note.version ?? version
    for (const [id, fields] of event.note.records ?? []) {
      if (typeof fields === 'string') taken.set(id, fields)
      else taken.delete(id)
    }
  }
  return { version, taken }
}

/** Goes on from what is left of a disk. @returns what is wrong with it */
async function goOn(story: Story, { version, taken }: Seen, disk: LossyDisk, random: () => number) {
  await using project = new MemoryProject()
  disk.writeAfterLoss(project.folder, random)
  const now = new Map(taken)
  const again: string[] = []
  const unplanned: string[] = []
  const expected = expectedRecords(story, version)
  const play = () =>
    playRun(project, story, version, (records) => {
      for (const [id, fields] of records) {
        if (fields === undefined) {
          if (expected.has(id)) unplanned.push(id)
          now.delete(id)
        } else {
          if (now.get(id) === fields) again.push(id)
          now.set(id, fields)
        }
      }
    })
  const first = await play()
  if (first.error !== undefined) return [`the run failed: ${first.error.message}`]
  const { sent } = await play()
  // What was under way may come twice, unless the vendor makes another record of it: then it is held.
  const againMax = story.resend === 'safe' ? inFlight * batchRecords : 0
  const { held, pending } = first.outcomes
  const missing = [...expected].filter(([id, fields]) => now.get(id) !== fields)
  const left = [...now.keys()].filter((id) => !expected.has(id))
  return [
    ...(again.length > againMax ? [`sent again: ${again.join(', ')}`] : []),
    ...(missing.length > held ? [`lost: ${missing.join(', ')}; held ${held}`] : []),
    ...(story.sync.mode === 'mirror' && left.length > 0 ? [`not removed: ${left.join(', ')}`] : []),
    ...(unplanned.length > 0 ? [`removed though in the model: ${unplanned.join(', ')}`] : []),
    ...(pending > 0 ? [`left over: ${pending}`] : []),
    ...(sent > 0 ? [`the run after it sent ${sent}`] : []),
  ]
}

test.for(storyNames)(
  'C-12 after power loss at any write of a %s, a run goes on: nothing lost, nothing twice beyond what was under way',
  async (name, context) => {
    const why = await whyNotRecorded()
    if (why !== undefined) context.skip(why)
    const folder = mkdtempSync(path.join(tmpdir(), 'rev-power-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const story = storyNamed(name)
    const events = await recordStory(name, folder)
    expect(events.at(-1)).toEqual({ kind: 'note', note: { ended: true } })
    const draw = new SeededRandom(seed)
    const places = Array.from({ length: cuts }, () => draw.upTo(events.length)).toSorted(
      (a, b) => a - b,
    )
    const disk = new LossyDisk()
    const wrong: string[] = []
    let done = 0
    for (const place of places) {
      for (const event of events.slice(done, place)) disk.apply(event)
      done = place
      const seen = seenIn(events.slice(0, place))
      const found = await goOn(story, seen, disk, () => draw.next()).catch((error: unknown) => [
        errorMessage(error),
      ])
      if (found.length > 0)
        wrong.push(`cut ${place} of ${events.length}, version ${seen.version}: ${found.join('; ')}`)
    }
    expect(wrong).toEqual([])
  },
)
