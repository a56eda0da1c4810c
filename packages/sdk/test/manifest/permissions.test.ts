import { expect, test } from 'vitest'
import { definitionProblems, manifestOf, manifestText, parseManifest } from '../../src/host.ts'
import { acme } from './acme.ts'

test('a manifest carries the permissions that its connector asks for, and none otherwise', async () => {
  const permissions = { addons: true, fsRead: ['project', 'config.csv.folder'], net: false }
  const manifest = await manifestOf({ ...acme, permissions })
  expect((await parseManifest(JSON.parse(manifestText(manifest)))).permissions).toEqual(permissions)
  expect(await manifestOf(acme)).not.toHaveProperty('permissions')
})

test.each([
  [['net'], 'permissions', 'expected an object'],
  [{ sudo: true }, 'permissions', 'there is no permission sudo'],
  [{ net: 'yes' }, 'permissions.net', 'true or false'],
  [{ fsRead: '/etc' }, 'permissions.fsRead', 'project, temp, any or config.KEY'],
  [{ fsWrite: ['/etc'] }, 'permissions.fsWrite', 'project, temp, any or config.KEY'],
  [{ fsRead: ['config.'] }, 'permissions.fsRead', 'project, temp, any or config.KEY'],
])('permissions that nobody could grant are refused: %j', (permissions, where, why) => {
  const [problem] = definitionProblems({ ...acme, permissions })
  expect(problem).toMatchObject({ path: where, message: expect.stringContaining(why) as string })
})
