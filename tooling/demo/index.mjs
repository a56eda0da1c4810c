// npm run demo: the main job on real data, with what rev itself prints, and every claim checked.
import { styleText } from 'node:util'
import { runCrm } from './crm.mjs'
import { stopPostgres } from './demo-postgres.mjs'
import { demoFolder, runQuickstart } from './quickstart.mjs'
import { heading } from './terminal.mjs'

if (process.argv.includes('--stop')) {
  const wasThere = await stopPostgres(demoFolder)
  console.log(
    wasThere ? 'The Postgres of the demo has stopped.' : 'No Postgres of a demo is running.',
  )
} else {
  const startedMs = performance.now()
  try {
    await runQuickstart()
    await runCrm()
    sayWhatNext((performance.now() - startedMs) / 1000)
  } catch (error) {
    console.error(
      styleText(
        'red',
        `\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`,
      ),
    )
    process.exitCode = 1
  }
}

/** @param {number} seconds */
function sayWhatNext(seconds) {
  heading(`Done in ${seconds.toFixed(0)} s; every claim above was checked. What to try next`)
  console.log(`cd examples/quickstart
npx rev run --json                 # nothing changed: "sent": 0
$EDITOR models/movies.sql          # change the model, then
npx rev plan                       # see what that would do
npx rev row 'A Quiet Demo' 2010-01-01
npx rev connector info postgres    # what a connector can do
mkdir ../../../my-project && cd ../../../my-project && npx rev init

The Postgres of the demo ends by itself after half an hour; at once: npm run demo -- --stop`)
}
