import { engineSuite } from '../engine-suite.ts'
import { bigqueryEngine } from '../engines/bigquery.ts'

await engineSuite(bigqueryEngine)
