// One statement of Postgres that works out which rows are new or changed, and brings them here: node warehouse-difference.mjs URL
// The snapshot is a table of keys and fingerprints of 128 bits.
import { Client } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { startStopwatch } from '../measure/stopwatch.mjs'

const [url = ''] = process.argv.slice(2)
const stop = startStopwatch()
const client = new Client({ connectionString: url })
await client.connect()
await client.query("set extra_float_digits = 3; set datestyle = 'ISO'")
const stream = client.query(
  copyTo(`copy (
    select m.* from (select r.*, md5(row(r.*)::text)::uuid as fp from records r offset 0) m
    left join prints s on s.id = m.id where s.fp is distinct from m.fp) to stdout`),
)
let lines = 0
for await (const bytes of stream) {
  for (const byte of /** @type {Buffer} */ (bytes)) if (byte === 0x0a) lines += 1
}
await client.end()
stop({ delivered: 0, rejected: lines })
