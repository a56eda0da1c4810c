// A model streamed into the local engine as a run does it, and made a table of typed columns there:
// node load.mjs CONNECTOR URL FOLDER SQL
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { openSource } from '@revetl/testkit'
import { root } from '../../process.mjs'
import { startStopwatch } from '../measure/stopwatch.mjs'

/** @param {string} file built in the workspace */
const built = (file) => import(pathToFileURL(path.join(root, file)).href)
const { LocalDatabase } = await built('packages/core/dist/local-database.js')
const { stageModel } = await built('packages/core/dist/read/stage.js')

const [connector = '', url = '', folder = '', sql = ''] = process.argv.slice(2)
const { default: definition } = await built(`connectors/${connector}/dist/index.js`)
const stop = startStopwatch()
await using source = await openSource(definition, { config: { url }, projectPath: root })
await using database = await LocalDatabase.open({
  statePath: folder,
  spillPath: path.join(folder, 'spill'),
  memoryMax: undefined,
})
const model = { kind: /** @type {const} */ ('sql'), sql }
const { select } = await stageModel({
  database,
  source: { read: () => source.stream(model) },
  request: { model, projectPath: root },
  columns: [],
  signal: new AbortController().signal,
})
await database.run(
  `SET preserve_insertion_order = false; CREATE TABLE memory.main.model AS ${select}`,
)
const [[rows] = []] = await database.rows('SELECT count(*) FROM memory.main.model')
stop({ delivered: Number(rows) })
