import { engineSuite } from '../engine-suite.ts'
import { postgresEngine } from '../engines/postgres.ts'

await engineSuite(postgresEngine)
