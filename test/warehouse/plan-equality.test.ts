// One contract, two engines: whatever the model and its edits, both plan and send the same, run after run.
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import * as fc from 'fast-check'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { stories, syncOf, tableStatements, type RandomStory, type Round } from './random-models.ts'
import { planText, runText, TwinProject, verdicts } from './twin-projects.ts'

const hourMs = 3_600_000
const scratch = { schema: '_rev', fallsBack: false }

interface Twins {
  readonly local: TwinProject
  readonly warehouse: TwinProject
}

/** What both projects plan, send and report of a round. */
async function playRound(
  client: Client,
  twins: Twins,
  story: RandomStory,
  round: Round,
): Promise<readonly unknown[]> {
  for (const statement of tableStatements(story, round)) await client.query(statement)
  return Promise.all(
    [twins.local, twins.warehouse].map(async (project) => {
      project.nowMs += round.hoursLater * hourMs
      project.notes.sent.length = 0
      project.notes.verdict = verdicts(round.verdictSeed, round.verdictShare)
      const sync = { sql: 'select * from things', ...syncOf(story, round), sends: story.sends }
      const engine = await project.engine(sync)
      const plan = await planText(engine, { isFull: round.isFull })
      const report = runText(await engine.run('things', { isFull: round.isFull }))
      return { plan, report, sent: project.notes.sent.toSorted() }
    }),
  )
}

await describeWithPostgres('diff: warehouse', (postgres) => {
  test('plans and sends what diff: local does, byte for byte, run after run, whatever is answered', async () => {
    const url = await postgres.createDatabase()
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query('create extension citext')
    await client.query(
      `create collation ignoring_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
    )
    const runs = Number(process.env['REV_EQUALITY_RUNS'] ?? 12)
    try {
      await fc.assert(
        fc.asyncProperty(stories, async (story) => {
          await client.query('drop schema if exists _rev cascade')
          await using local = await TwinProject.make(url, undefined)
          await using warehouse = await TwinProject.make(url, scratch)
          for (const round of story.rounds) {
            const told = await playRound(client, { local, warehouse }, story, round)
            expect(told[1]).toEqual(told[0])
          }
        }),
        { numRuns: runs, endOnFailure: true },
      )
    } finally {
      await client.end()
    }
  }, 0)
})
