// One run in a process of its own that kills or stops itself at a step of its work in the database.
import { appendFileSync } from 'node:fs'
import type { Source } from '@revetl/sdk'
import postgres from '@revetl/source-postgres'
import { TwinProject } from './twin-projects.ts'

/** What the process is to do. */
export interface Killed {
  readonly url: string
  readonly folder: string
  /** Each accepted change becomes a line there. */
  readonly log: string
  readonly sync: Parameters<TwinProject['engine']>[0]
  /** At which transaction it dies, counted from 0; undefined for never. */
  readonly at: number | undefined
  /** Whether this machine compares, and the database only has the log. */
  readonly isLocal?: boolean
  /** Before or after it is durable; `paused`: it stops right after the snapshot's new table is there. */
  readonly when: 'before' | 'after' | 'paused'
}

const task = JSON.parse(process.argv[2] ?? '') as Killed
let step = 0
const { pushdown } = postgres as Source
if (pushdown === undefined) throw new Error('the source has no pushdown')

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('it lives on')
}

const written = 'INSERT INTO "_rev"."state_'

/** Stops until somebody lets it go on. */
function pause(): void {
  process.stdout.write('paused\n')
  process.kill(process.pid, 'SIGSTOP')
}

const source: Source = {
  ...(postgres as Source),
  pushdown: {
    ...pushdown,
    execute: async (statements, ctx) => {
      const isLast = step++ === task.at
      if (isLast && task.when === 'before') die()
      await pushdown.execute(statements, ctx)
      if (isLast) die()
      if (task.when === 'paused' && statements.some((one) => one.startsWith(written))) pause()
    },
  },
}

const project = TwinProject.open(
  task.folder,
  { url: task.url },
  task.isLocal === true ? undefined : { schema: '_rev', fallsBack: false },
)
project.source = source
project.notes.onAccept = (line) => appendFileSync(task.log, `${line}\n`)
const engine = await project.engine(task.sync)
const report = await engine.run('things')
await project.close()
process.stdout.write(`${report.status} after ${step} transactions ${report.error?.message ?? ''}\n`)
