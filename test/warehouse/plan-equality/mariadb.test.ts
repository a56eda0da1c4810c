import { engineSuite } from '../engine-suite.ts'
import { mariadbEngine } from '../engines/mariadb.ts'

await engineSuite(mariadbEngine)
