import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { NpmRegistry } from './npm-registry.ts'
import { packWorkspace } from './pack-workspace.ts'

const run = promisify(execFile)

/** What a project and an author install of us. */
const packages = [
  '@revetl/sdk',
  '@revetl/http',
  '@revetl/core',
  '@revetl/registry',
  '@revetl/cli',
  '@revetl/testkit',
  '@revetl/source-duckdb',
  '@revetl/destination-file',
]

/** Publishes our packages, as npm would get them, to a registry of a test. */
export async function publishRev(registry: NpmRegistry): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rev-publish-'))
  try {
    const env = { ...process.env, ...registry.env('publisher') }
    for (const tarball of await packWorkspace(packages, folder)) {
      // Provenance is signed where a release is built, which is not here.
      await run('npm', ['publish', tarball, '--provenance=false'], { cwd: folder, env })
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
