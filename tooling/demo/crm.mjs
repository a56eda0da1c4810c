// The second half of the demo: customers into a simulated HubSpot with limits, and records that it refuses.
import assert from 'node:assert/strict'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../process.mjs'
import { startHubspot } from './hubspot-simulator.mjs'
import { heading, revIn, say, verified } from './terminal.mjs'

const example = path.join(root, 'examples/crm')
// A copy inside the example, which finds the connectors of the example: the demo edits a model.
const project = path.join(example, '.demo')
const requestsMax = 20
const customers = 300
const firstNames = ['Ada', 'Ben', 'Chloé', 'Dmitri', 'Eve', '芳子']
const lastNames = ['Okafor', 'Lindqvist', 'Núñez', "O'Hara", 'Sato']

/** @returns {Promise<void>} */
export async function runCrm() {
  heading(`examples/crm: ${customers} customers, from DuckDB into HubSpot (simulated here)`)
  copyProject()
  const account = await startHubspot(requestsMax)
  say(`a HubSpot account that allows ${requestsMax} requests in any 10 seconds: ${account.url}`)
  try {
    await deliver(account)
  } finally {
    await account.stop()
  }
}

function copyProject() {
  rmSync(project, { recursive: true, force: true })
  for (const part of ['rev.yaml', 'models', 'syncs']) {
    cpSync(path.join(example, part), path.join(project, part), { recursive: true })
  }
  // Small batches make enough requests to meet the limit.
  replaceIn('syncs/contacts.yaml', 'mode: upsert', 'mode: upsert\nbatch: 10')
}

/** @param {import('./hubspot-simulator.mjs').HubspotAccount} account */
async function deliver(account) {
  const env = { ...process.env, HUBSPOT_URL: account.url, HUBSPOT_TOKEN: account.token }
  const rev = revIn(example, { cwd: project, env })
  rev(['check'])
  rev(['plan', '--samples', '1'])

  heading('Do it, at the pace that HubSpot allows')
  rev(['run'], 1)
  await checkContacts(account, isTaken)
  verified(`HubSpot has the ${customers - 5} contacts that it takes, with every property right.`)
  say(`${await account.requestCount()} requests so far`)

  heading('What was refused, and why?')
  rev(['rejects', 'list'])
  rev(['rejects', 'show', 'contacts', '60'])

  heading('One of them is fixed in the source, and the next run sends it alone')
  replaceIn('models/customers.sql', 'id % 60 = 0', 'id % 60 = 0 and id <> 60')
  const before = await account.readContacts()
  rev(['run'], 1)
  await checkContacts(account, (id) => id === 60 || isTaken(id))
  const after = await account.readContacts()
  assert.equal(after.length, before.length + 1)
  verified('Customer 60 is a contact now; the four others wait with their reasons.')

  heading('The others are put aside until they change')
  rev(['rejects', 'skip', 'contacts', '--all'])
  rev(['run'])
}

/** @param {number} id @returns {boolean} whether HubSpot takes the customer as the model has it */
const isTaken = (id) => id % 60 !== 0

/** @param {string} file of the project @param {string} before @param {string} after */
function replaceIn(file, before, after) {
  const target = path.join(project, file)
  const text = readFileSync(target, 'utf8')
  if (!text.includes(before)) throw new Error(`The demo does not know this ${file} any more.`)
  writeFileSync(target, text.replace(before, after))
}

/**
 * Compares the whole account with what the model should have made of it.
 * @param {import('./hubspot-simulator.mjs').HubspotAccount} account
 * @param {(id: number) => boolean} isDelivered
 */
async function checkContacts(account, isDelivered) {
  const ids = Array.from({ length: customers }, (_, index) => index + 1).filter(isDelivered)
  const expected = ids.map((id) => ({
    email: `customer${id}@example.com`,
    firstname: firstNames[id % 6],
    lastname: lastNames[id % 5],
    company: `Example ${1 + (id % 25)} Ltd`,
    lifecyclestage: 'customer',
    ...(id % 4 === 0 ? {} : { phone: `+1555${String(id).padStart(7, '0')}` }),
  }))
  const found = await account.readContacts()
  for (const contact of found) delete contact['hs_object_id']
  assert.deepEqual(byEmail(found), byEmail(expected))
}

/** @param {readonly object[]} contacts @returns {Map<unknown, object>} */
const byEmail = (contacts) =>
  new Map(contacts.map((contact) => ['email' in contact ? contact.email : undefined, contact]))
