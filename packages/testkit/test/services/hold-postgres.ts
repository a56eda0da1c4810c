// Starts a server, tells where it is, and never ends by itself.
import { Client } from 'pg'
import {
  findInstalledBinaries,
  findPackagedBinaries,
} from '../../src/services/postgres-binaries.ts'
import { startPostgresServer } from '../../src/services/postgres-server.ts'

const { url } = await startPostgresServer(
  (await findInstalledBinaries()) ?? (await findPackagedBinaries()),
)
const client = new Client({ connectionString: url })
await client.connect()
const { rows } = await client.query<{ line: string }>(
  "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as line",
)
await client.end()
process.stdout.write(`${JSON.stringify({ url, pid: Number(rows[0]?.line) })}\n`)
setInterval(() => undefined, 60_000)
