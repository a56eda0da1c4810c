import { rm } from 'node:fs/promises'
import path from 'node:path'
import { gte } from 'semver'
import { runNpm } from '../../src/npm/run-npm.ts'
import { temporaryFolder, writeFiles } from '../fixture.ts'
import { setEnvironment } from './set-environment.ts'
import { tufHost, type TufMirror } from './start-tuf-mirror.ts'

/**
 * A project in a folder of its own. Until the test ends npm talks to this registry and trusts whom the mirror says,
 * as it does in a company with a registry, a proxy and an authority of its own.
 */
export async function npmProject(registryUrl: string, mirror: TufMirror): Promise<string> {
  const folder = await temporaryFolder()
  await writeFiles(folder, {
    'project/package.json': { name: 'project', private: true },
    'authority.pem': mirror.certificate,
  })
  const project = path.join(folder, 'project')
  await startFromRoot(project, mirror.root)
  setEnvironment({
    npm_config_noproxy: '127.0.0.1',
    npm_config_registry: `${registryUrl}/`,
    npm_config_cache: path.join(folder, 'cache'),
    npm_config_userconfig: path.join(folder, 'user.npmrc'),
    npm_config_globalconfig: path.join(folder, 'global.npmrc'),
    HTTPS_PROXY: mirror.proxyUrl,
    https_proxy: mirror.proxyUrl,
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
    NODE_EXTRA_CA_CERTS: path.join(folder, 'authority.pem'),
  })
  return project
}

/** The root of trust from which npm starts; where there is none it takes the one that it brings. */
export async function startFromRoot(project: string, root: string): Promise<void> {
  const trust = path.join(project, '../cache/_tuf', tufHost)
  await rm(trust, { recursive: true, force: true })
  await writeFiles(trust, { 'root.json': root })
}

/** Whether the npm of this machine says whose provenance it has verified: https://github.com/npm/cli/pull/9049. */
export async function npmNamesProven(): Promise<boolean> {
  return gte((await runNpm(['--version'], process.cwd())).trim(), '11.12.0')
}

/** Installs what the registry has by that name. */
export async function installPackage(project: string, name: string): Promise<void> {
  await runNpm(['install', name, '--ignore-scripts', '--no-audit', '--no-fund'], project)
}
