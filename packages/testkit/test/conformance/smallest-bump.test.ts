import type { Manifest } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { compareVersions } from '../../src/conformance/checks/package/package-json-checks.ts'
import { smallestBump } from '../../src/conformance/checks/package/smallest-bump.ts'

const before = {
  title: 'Acme',
  hosts: ['api.example.com'],
  configSchema: { properties: { token: {}, region: {} }, required: ['token'] },
  objects: { contacts: { fields: { email: { type: 'string' } }, operations: { upsert: {} } } },
} as unknown as Manifest
const contacts = before.objects['contacts']
const after = (more: object) => ({ ...before, ...more }) as Manifest

test.each<[string, object, string]>([
  ['nothing', {}, 'none'],
  ['words', { title: 'Acme CRM' }, 'patch'],
  [
    'a new option',
    { configSchema: { properties: { token: {}, region: {}, tier: {} }, required: ['token'] } },
    'minor',
  ],
  [
    'an option that is gone',
    { configSchema: { properties: { token: {} }, required: ['token'] } },
    'major',
  ],
  [
    'an option that is required',
    { configSchema: { properties: { token: {}, region: {} }, required: ['token', 'region'] } },
    'major',
  ],
  ['a new object', { objects: { ...before.objects, deals: contacts } }, 'minor'],
  ['an object that is gone', { objects: {} }, 'major'],
  [
    'a new operation',
    { objects: { contacts: { ...contacts, operations: { upsert: {}, delete: {} } } } },
    'minor',
  ],
  [
    'an operation that is gone',
    { objects: { contacts: { ...contacts, operations: {} } } },
    'major',
  ],
  [
    'a field of another type',
    { objects: { contacts: { ...contacts, fields: { email: { type: 'json' } } } } },
    'major',
  ],
  ['a further host', { hosts: ['api.example.com', 'stats.example.com'] }, 'major'],
])('%s is %s', (_name, more, bump) => {
  expect(smallestBump(before, after(more)).bump).toBe(bump)
})

test.each([
  ['1.2.0', '1.1.9', 1],
  ['1.0.0', '1.0.0-rc.1', 1],
  ['1.0.0-rc.1', '1.0.0', -1],
  ['1.0.0', '1.0.0+build', 0],
  ['0.9.0', '0.10.0', -1],
])('%s after %s', (one, other, sign) => {
  expect(Math.sign(compareVersions(one, other))).toBe(sign)
})
