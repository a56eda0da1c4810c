import { cursorSuite } from './cursor-suite.ts'
import { mariadbEngine } from './engines/mariadb.ts'

await cursorSuite(mariadbEngine)
