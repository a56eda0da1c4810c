import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { errorMessage, RevError } from '@revetl/sdk'
import type { PackageFacts } from '@revetl/testkit'
import { readJson } from './read-json.ts'

const run = promisify(execFile)

/**
 * A published version of the package in a folder, from the registry that npm is configured for. None of its code runs.
 * @throws `REV_NETWORK_UNREACHABLE` where it cannot be had.
 */
export async function publishedFacts(folder: string, version: string): Promise<PackageFacts> {
  const { name = '' } = await readJson<{ name?: string }>(path.join(folder, 'package.json'))
  const temporary = await mkdtemp(path.join(tmpdir(), 'rev-published-'))
  try {
    const args = [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--omit=peer',
      '--no-save',
    ]
    await run('npm', [...args, '--prefix', temporary, `${name}@${version}`], { cwd: temporary })
    const installed = path.join(temporary, 'node_modules', name)
    const packageJson = await readJson<{ version: string; rev?: { manifest?: string } }>(
      path.join(installed, 'package.json'),
    )
    const manifestFile = path.join(installed, packageJson.rev?.manifest ?? 'dist/manifest.json')
    const manifest = await readJson<Readonly<Record<string, unknown>>>(manifestFile)
    return { published: { version: packageJson.version, manifest } }
  } catch (cause) {
    throw new RevError(
      'REV_NETWORK_UNREACHABLE',
      `Failed to get ${name}@${version}: ${errorMessage(cause)}`,
      { cause, hint: 'Name a version that was published, or leave --against out.' },
    )
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}
