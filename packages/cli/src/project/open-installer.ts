import * as Flags from '@oclif/core/flags'
import type { Installer, RefusalReason, VerifiedIndex } from '@revetl/registry'
import { refusalReasons } from '@revetl/registry/resolver'
import type { Printer } from '../output/printer.ts'
import type { GlobalFlags } from '../rev-command.ts'
import { findProjectFolder } from './project-folder.ts'

/** The flags of commands that look into the index of connectors. */
export const indexFlags = {
  index: Flags.string({
    summary: 'Another index of connectors than the one that comes with rev.',
    helpValue: 'FILE',
    env: 'REV_INDEX',
  }),
  'index-key': Flags.string({
    summary: 'The public key, PEM, that signed that index.',
    helpValue: 'FILE',
    env: 'REV_INDEX_KEY',
    dependsOn: ['index'],
  }),
}

/** The flag by which a user takes a version that is otherwise refused. */
export const evenIfFlag = Flags.option({
  summary:
    'Install although it is so: published less than 72 hours ago, yanked, not what it was, or asking for more than the installed version.',
  options: refusalReasons,
  multiple: true,
})

/** What the flags of an installing command say. */
export interface InstallFlags extends GlobalFlags {
  readonly index?: string | undefined
  readonly 'index-key'?: string | undefined
  readonly 'even-if'?: readonly RefusalReason[] | undefined
}

/** An installer of a project, and what it works with. */
export interface OpenInstaller {
  readonly projectPath: string
  readonly installer: Installer
  readonly index: VerifiedIndex
}

/** Opens an installer for the project that the flags name. */
export async function openInstaller(flags: InstallFlags, printer: Printer): Promise<OpenInstaller> {
  const projectPath = findProjectFolder(flags.project)
  printer.projectPath = projectPath
  const { createInstaller, createNpmClient, packageManagerOf } = await import('@revetl/registry')
  const index = await openIndex(projectPath, flags, printer)
  const installer = createInstaller({
    projectPath,
    index,
    npm: createNpmClient(projectPath),
    packages: packageManagerOf(projectPath),
    allowed: flags['even-if'] ?? [],
    nowMs: Date.now(),
  })
  return { projectPath, installer, index }
}

/** The index that the flags name; says so where its time is over. */
export async function openIndex(
  projectPath: string | undefined,
  flags: Pick<InstallFlags, 'index' | 'index-key'>,
  printer: Printer,
): Promise<VerifiedIndex> {
  const { loadIndex } = await import('@revetl/registry')
  const choice = { file: flags.index, keyFile: flags['index-key'] }
  const index = await loadIndex(projectPath, choice)
  if (index.isExpired) {
    printer.err(
      `The index of connectors ended on ${index.index.expiresAt.slice(0, 10)}: a version that was yanked since may be missing. Update rev.`,
    )
  }
  return index
}
