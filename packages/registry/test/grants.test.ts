import type { Manifest, Permissions } from '@revetl/sdk'
import { expect, test } from 'vitest'
import type { Candidate } from '../src/install/candidate.ts'
import { furtherGrants, type Granting } from '../src/install/grants.ts'
import { refusalsOf } from '../src/install/refusals.ts'

const granting = (
  hosts: Manifest['hosts'],
  permissions?: Permissions,
  command?: readonly string[],
): Granting => ({ manifest: { hosts, ...(permissions && { permissions }) }, command })

const api = granting(['api.acme.com'])

test.each<[string, Granting, Granting, string[]]>([
  ['the same', granting(['a.com'], { net: true }), granting(['a.com'], { net: true }), []],
  ['less', granting(['a.com', 'b.com'], { net: true, fsRead: ['temp'] }), granting(['a.com']), []],
  ['another host', api, granting(['api.acme.com', 'evil.example']), ['evil.example']],
  ['a host of a pattern that it had', granting(['*.acme.com']), granting(['eu.acme.com']), []],
  ['a pattern around a host that it had', api, granting(['*.acme.com']), ['*.acme.com']],
  ['a host that only ends alike', granting(['*.acme.com']), granting(['xacme.com']), ['xacme.com']],
  ['a host of its own besides configured ones', granting('config'), api, ['api.acme.com']],
  ['configured hosts', api, granting('config'), ['hosts that the configuration names']],
  ['configured hosts as before', granting('config'), granting('config'), []],
  ['sockets', api, granting(['api.acme.com'], { net: true }), ['sockets of its own']],
  ['native code', api, granting([], { addons: true }), ['native code']],
  [
    'more files, of which it had some',
    granting([], { fsRead: ['temp'], fsWrite: ['config.folder'] }),
    granting([], { fsRead: ['temp', 'project'], fsWrite: ['config.folder', 'any'] }),
    ['to read files (project)', 'to write files (any)'],
  ],
  [
    'fewer files than any',
    granting([], { fsRead: ['any'] }),
    granting([], { fsRead: ['project', 'config.path'] }),
    [],
  ],
  [
    'a program in place of a module',
    granting([]),
    granting([], undefined, ['python3', 'main.py']),
    ['to be run as a program (python3 main.py)'],
  ],
  ['a program as before', granting([], undefined, ['a']), granting([], undefined, ['b']), []],
])('a version that asks for %s', (_what, before, after, further) => {
  expect(furtherGrants(before, after)).toEqual(further)
})

test('a version that asks for more than the installed one is refused, with what it asks for', () => {
  const candidate = {
    publishedAt: '2026-01-01T00:00:00Z',
    ...granting(['api.acme.com', 'evil.example'], { net: true }),
  } as Candidate
  const judgedBy = { nowMs: Date.parse('2026-11-27T00:00:00Z'), pin: undefined }
  expect(refusalsOf(candidate, { ...judgedBy, current: api })).toEqual([
    { reason: 'wider', message: expect.stringContaining('evil.example, sockets of its own') },
  ])
  expect(refusalsOf(candidate, { ...judgedBy, current: candidate })).toEqual([])
  expect(refusalsOf(candidate, { ...judgedBy, current: undefined })).toEqual([])
})
