import { cursorSuite } from './cursor-suite.ts'
import { clickhouseEngine } from './engines/clickhouse.ts'

await cursorSuite(clickhouseEngine)
