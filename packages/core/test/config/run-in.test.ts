import { expect, test } from 'vitest'
import { goodFiles, load, problemsOf } from './project-fixture.ts'

const rev = goodFiles['rev.yaml']

test('run_in says where a connector runs, and is no option of the connector', async () => {
  const project = await load({ 'rev.yaml': `${rev}    run_in: child\n` })
  const crm = project.destinations.get('crm')
  expect(crm?.runIn).toBe('child')
  expect(Object.keys(crm?.config ?? {})).toEqual(['url'])
  expect(project.sources.get('local')).not.toHaveProperty('runIn')
})

test('another place than the two is an error at its line', async () => {
  const [problem] = await problemsOf({ 'rev.yaml': `${rev}    run_in: sandbox\n` })
  expect(problem).toMatchObject({ at: expect.stringMatching(/^rev\.yaml:8/) as string })
  expect(problem?.message).toMatch(/in-process.*child/)
})
