import { run } from '../process.mjs'

process.exitCode = run('oxfmt', process.argv.slice(2)) ? 0 : 1
