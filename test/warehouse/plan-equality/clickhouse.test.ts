import { engineSuite } from '../engine-suite.ts'
import { clickhouseEngine } from '../engines/clickhouse.ts'

await engineSuite(clickhouseEngine)
