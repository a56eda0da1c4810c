import type { RunReport, Sync } from '../../src/index.ts'
import type { MemoryProject } from '../run/memory-project.ts'

type Row = readonly [id: string, name: string, score: string]

/** Runs one after the other, each with another state of the model. */
export interface Story {
  readonly name: string
  readonly sync: Partial<Sync>
  readonly resend: 'safe' | 'unsafe'
  readonly versions: readonly (readonly Row[])[]
}

/** What a destination took: the key of a record and its values, or undefined for one that is gone. */
export type TakenRecord = readonly [id: string, fields: string | undefined]

export const batchRecords = 4
export const inFlight = 2

// A record that the destination does not take.
const refused = 13

const rowsOf = (first: number, last: number, score: (id: number) => number): Row[] =>
  Array.from({ length: last - first }, (_, index) => first + index).map((id) => [
    String(id),
    id === refused ? 'bad' : `name of ${id}`,
    `${score(id)}.5`,
  ])

const stories: readonly Story[] = [
  {
    name: 'mirror',
    sync: { mode: 'mirror', track: 'values' },
    resend: 'safe',
    versions: [
      rowsOf(0, 40, (id) => id),
      rowsOf(4, 44, (id) => (id % 3 === 0 ? id + 100 : id)),
      rowsOf(4, 44, (id) => (id % 3 === 0 ? id + 100 : id)),
      rowsOf(8, 60, (id) => (id % 2 === 0 ? id + 200 : id)),
    ],
  },
  {
    name: 'append',
    sync: { mode: 'append', onChange: 'ignore', onAmbiguous: 'hold' },
    resend: 'unsafe',
    versions: [rowsOf(0, 30, (id) => id), rowsOf(0, 50, (id) => id), rowsOf(0, 70, (id) => id)],
  },
]

export const storyNames = stories.map(({ name }) => name)

export function storyNamed(name: string): Story {
  const story = stories.find((one) => one.name === name)
  if (story === undefined) throw new Error(`There is no story "${name}".`)
  return story
}

/** The records that a destination has at the end of a version, by id. */
export function expectedRecords(story: Story, version: number): Map<string, string> {
  const rows = story.versions[version] ?? []
  return new Map(
    rows
      .filter(([, name]) => name !== 'bad')
      .map(([id, name, score]) => [id, `${name}|${score}`] as const),
  )
}

/** One run over a version of the model; `onTaken` hears of what the destination took, before it is answered. */
export async function playRun(
  project: MemoryProject,
  { sync, resend, versions }: Story,
  version: number,
  onTaken: (records: readonly TakenRecord[]) => void,
): Promise<RunReport> {
  project.sync = { ...sync, inFlightMax: inFlight }
  project.options = { resend, recordsMax: batchRecords }
  project.model.rows = versions[version] ?? []
  project.memory.rule = (batch, apply) => {
    const answers = apply()
    const taken = batch.changes.filter(({ fields }) => fields['name'] !== 'bad')
    onTaken(
      taken.map(({ fields }) => {
        const { id, name, score } = fields
        const isGone = batch.operation === 'delete'
        return [String(id), isGone ? undefined : `${String(name)}|${String(score)}`]
      }),
    )
    return answers
  }
  return project.run()
}
