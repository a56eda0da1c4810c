// A source of ours reads a model, chunk by chunk, in this process.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { openSource } from '@revetl/testkit'
import { root } from '../../process.mjs'
import { startStopwatch } from '../measure/stopwatch.mjs'

const [connector = '', url = '', sql = ''] = process.argv.slice(2)
const entry = path.join(root, 'connectors', connector, 'dist/index.js')
const { default: definition } = await import(pathToFileURL(entry).href)
const stop = startStopwatch()
const source = await openSource(definition, { config: { url }, projectPath: root })
const { chunks } = await source.stream({ kind: 'sql', sql })
let rows = 0
for await (const { rowCount } of chunks) rows += rowCount
await source[Symbol.asyncDispose]()
stop({ delivered: rows })
