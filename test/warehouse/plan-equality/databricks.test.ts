import { engineSuite } from '../engine-suite.ts'
import { databricksEngine } from '../engines/databricks.ts'

await engineSuite(databricksEngine)
