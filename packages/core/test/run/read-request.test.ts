import { expect, test } from 'vitest'
import type { Project, Sync } from '../../src/project.ts'
import { readRequest } from '../../src/run/prepare-sync.ts'

const project = { path: '/project' } as Project
const sync = { model: { query: { kind: 'sql', sql: 'select 1' } } } as Pick<Sync, 'model'>

test('a run tells the source who reads; a plan has no run', () => {
  const run = { id: 'run-1', sync: 'people', startedAt: '2026-11-27T04:00:00Z' }
  expect(readRequest(project, sync, run)).toEqual({
    model: { kind: 'sql', sql: 'select 1' },
    projectPath: '/project',
    run,
  })
  expect(readRequest(project, sync)).not.toHaveProperty('run')
})
