// Starts a server, tells where it is, and never ends by itself.
import { createConnection } from 'mysql2/promise'
import { findMariadbBinaries } from '../../src/services/mariadb/mariadb-binaries.ts'
import { startMariadbServer } from '../../src/services/mariadb/mariadb-server.ts'

const binaries = await findMariadbBinaries()
if (!binaries) throw new Error('this machine has no MariaDB')
const { url } = await startMariadbServer(binaries)
const connection = await createConnection(url)
const [rows] = await connection.query('select @@pid_file as file')
await connection.end()
process.stdout.write(`${JSON.stringify({ url, rows })}\n`)
setInterval(() => undefined, 60_000)
