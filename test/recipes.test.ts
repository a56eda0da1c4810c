import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { followReadme, type Recipe } from './support/recipe.ts'
import { revJson } from './support/run-rev.ts'

interface Row {
  readonly recipe: string
  /** Records that the first run sends, in all syncs. */
  readonly first: number
  /** The edit that the README proposes, and what the run after it sends. */
  readonly edits: readonly (readonly [file: string, from: string, to: string])[]
  readonly changed: number
  /** What the simulators have, before and after the edit. */
  readonly before: (recipe: Recipe) => Promise<void>
  readonly after: (recipe: Recipe) => Promise<void>
}

type Json = Readonly<Record<string, never>>

const state = <Shape>(recipe: Recipe, connector: string): Promise<Shape> =>
  recipe.readState(`destination-${connector}`)

/** The texts in the channel of the alerts. */
async function alerts(recipe: Recipe): Promise<string[]> {
  const channels = await state<{ name: string; messages: { content: { text: string } }[] }[]>(
    recipe,
    'slack',
  )
  const { messages } = channels.find(({ name }) => name === 'alerts') ?? { messages: [] }
  return messages.map(({ content }) => content.text)
}

/** The properties of a contact. */
async function contact(recipe: Recipe, email: string): Promise<unknown> {
  const { contacts } = await state<{ contacts: Json[] }>(recipe, 'hubspot')
  return contacts.find((one) => one['email'] === email)
}

/** The attributes of a person. */
async function usage(recipe: Recipe, id: string): Promise<unknown> {
  const { contacts } = await state<{ contacts: { values: Json; custom: Json }[] }>(
    recipe,
    'intercom',
  )
  expect(contacts).toHaveLength(30)
  return contacts.find(({ values }) => values['external_id'] === id)?.custom
}

/** The leads with the user names of their owners. */
async function leads(recipe: Recipe): Promise<{ values: Json; owner: unknown }[]> {
  const objects = await state<{ name: string; list: { id: string; values: Json }[] }[]>(
    recipe,
    'salesforce',
  )
  const all = (wanted: string) => objects.find(({ name }) => name === wanted)?.list ?? []
  const users = new Map(all('User').map(({ id, values }) => [id, values['Username']]))
  return all('Lead').map(({ values }) => ({ values, owner: users.get(values['OwnerId'] ?? '') }))
}

const ownedBy = async (recipe: Recipe, owner: string): Promise<number> =>
  (await leads(recipe)).filter((lead) => lead.owner === `${owner}@example.com`).length

/** The values of the rows of the sheet. */
async function rows(recipe: Recipe): Promise<unknown[][]> {
  const { sheets } = await state<{
    sheets: { title: string; rows: ({ userEnteredValue?: object } | null)[][] }[]
  }>(recipe, 'google-sheets')
  const { rows: found } = sheets.find(({ title }) => title === 'Accounts') ?? { rows: [] }
  return found.map((row) => row.map((cell) => Object.values(cell?.userEnteredValue ?? {})[0]))
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The hashed addresses of the members of the audience. */
async function members(recipe: Recipe): Promise<unknown[]> {
  const [audience] = await state<{ members: Json[] }[]>(recipe, 'meta-audiences')
  return (audience?.members ?? []).map((one) => one['EMAIL'])
}

const table: readonly Row[] = [
  {
    recipe: 'churn',
    first: 60 + 8,
    edits: [['models/customers.sql', '(id * 37) % 90', 'if(id = 2, 0, (id * 37) % 90)']],
    changed: 2,
    before: async (recipe) => {
      expect(await contact(recipe, 'customer2@example.com')).toMatchObject({ score: '99' })
      expect(await alerts(recipe)).toHaveLength(8)
      expect(await alerts(recipe)).toContain(
        '*Example 2 Ltd* is at risk (99): away for 74 days, 5 open tickets',
      )
    },
    after: async (recipe) => {
      expect(await contact(recipe, 'customer2@example.com')).toMatchObject({ score: '25' })
      expect(await alerts(recipe)).toHaveLength(7)
      expect((await alerts(recipe)).join()).not.toContain('Example 2 Ltd')
    },
  },
  {
    recipe: 'leads',
    first: 40,
    edits: [
      ['models/leads.sql', "('Banking', 'ada@example.com')", "('Banking', 'ben@example.com')"],
    ],
    changed: 13,
    before: async (recipe) => {
      expect(await leads(recipe)).toHaveLength(40)
      expect(await ownedBy(recipe, 'ada')).toBe(13)
    },
    after: async (recipe) => {
      expect(await leads(recipe)).toHaveLength(40)
      expect(await ownedBy(recipe, 'ada')).toBe(0)
    },
  },
  {
    recipe: 'product-usage',
    first: 30,
    edits: [['models/usage.sql', 'generate_series(1, 600)', 'generate_series(1, 602)']],
    changed: 1,
    before: async (recipe) => {
      expect(await usage(recipe, 'user-2')).toMatchObject({ plan: 'Free', reports_made: 20 })
      expect(await usage(recipe, 'user-3')).toMatchObject({ plan: 'Team', reports_made: 0 })
    },
    after: async (recipe) => {
      expect(await usage(recipe, 'user-2')).toMatchObject({ plan: 'Free', reports_made: 21 })
    },
  },
  {
    recipe: 'suppression',
    first: 50 + 50,
    edits: [
      ['models/do_not_mail.sql', 'where id % 4 = 0', 'where id % 4 = 0 and id <> 8 or id = 9'],
    ],
    changed: 3,
    before: async (recipe) => {
      const { suppressed } = await state<{ suppressed: string[] }>(recipe, 'klaviyo')
      expect(suppressed).toHaveLength(50)
      const { users } = await state<{ users: Json[] }>(recipe, 'braze')
      expect(users).toHaveLength(50)
    },
    after: async (recipe) => {
      const { suppressed } = await state<{ suppressed: string[] }>(recipe, 'klaviyo')
      expect(suppressed).toHaveLength(50)
      expect(suppressed).toContain('person9@example.com')
      expect(suppressed).not.toContain('person8@example.com')
      const { users } = await state<{ users: Json[] }>(recipe, 'braze')
      expect(users).toHaveLength(51)
    },
  },
  {
    recipe: 'ads-audience',
    first: 209,
    edits: [
      [
        'models/to_win_back.sql',
        'months_away > 6',
        "months_away > 6 and email <> 'customer1@example.com'",
      ],
    ],
    changed: 1,
    before: async (recipe) => {
      expect(await members(recipe)).toHaveLength(209)
      expect(await members(recipe)).toContain(hash('customer1@example.com'))
    },
    after: async (recipe) => {
      expect(await members(recipe)).toHaveLength(208)
      expect(await members(recipe)).not.toContain(hash('customer1@example.com'))
    },
  },
  {
    recipe: 'shared-sheet',
    first: 80,
    edits: [
      [
        'models/accounts.sql',
        "['new', 'open', 'won'][1 + id % 3] as stage",
        "if(id = 3, 'won', ['new', 'open', 'won'][1 + id % 3]) as stage",
      ],
      ['models/accounts.sql', 'generate_series(1, 80)', 'generate_series(1, 79)'],
    ],
    changed: 2,
    before: async (recipe) => {
      const found = await rows(recipe)
      expect(found).toHaveLength(81)
      expect(found[3]).toEqual([3, 'Example 3 Ltd', 'new', 3751.5, '2026-01-04'])
    },
    after: async (recipe) => {
      const found = await rows(recipe)
      expect(found).toHaveLength(80)
      expect(found[3]).toEqual([3, 'Example 3 Ltd', 'won', 3751.5, '2026-01-04'])
    },
  },
]

test.for(table)('$recipe does what its README says', async (row) => {
  const recipe = await followReadme(row.recipe)
  const { folder, env } = recipe
  const rev = async (command: string): Promise<Json> => {
    const { exitCode, result, error } = await revJson(folder, command.split(' '), { env })
    expect(exitCode, `rev ${command}: ${JSON.stringify(error ?? result)}`).toBe(0)
    return result
  }
  const [check = '', plan = '', run = '', again = ''] = recipe.commands
  expect([check, plan, run, again].join()).toMatch(/^check,plan,(run|run --all),\1$/)
  await rev(check)
  await rev(plan)
  expect(await rev(run)).toMatchObject({ sent: row.first })
  await row.before(recipe)
  expect(await rev(again)).toMatchObject({ sent: 0 })
  for (const edit of row.edits) await recipe.edit(...edit)
  expect(await rev(run)).toMatchObject({ sent: row.changed })
  await row.after(recipe)
})
