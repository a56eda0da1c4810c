import { expect } from 'vitest'
import type { ReadBackReport } from '../../src/index.ts'
import { VendorProject, type PeopleOptions } from './vendor-project.ts'

/** Four people as a model gives them. */
export const people = [
  ['1', 'Ada Lovelace', 'Ada@Example.com', '1.50'],
  ['2', 'Bo', 'bo@example.com', '2'],
  ['3', 'Grace Hopper', 'grace@example.com', null],
  ['4', 'Max', 'max@example.com', '4'],
] as const

/** What a sync can remember. */
export const tracks = ['values', 'fields', 'row'] as const

/** A project that has delivered the four people. */
export async function delivered(
  options: PeopleOptions = {},
  sync: VendorProject['sync'] = {},
): Promise<VendorProject> {
  const project = await VendorProject.start(options)
  project.sync = { mode: 'upsert', ...sync }
  project.model.rows = people
  const run = await project.run()
  expect(run).toMatchObject({ status: 'success', sent: 4 })
  return project
}

/** What is read back of them. */
export async function verify(
  project: VendorProject,
  options: Parameters<Awaited<ReturnType<VendorProject['engine']>>['verify']>[1] = {},
): Promise<ReadBackReport> {
  return (await project.engine()).verify('things', options)
}
