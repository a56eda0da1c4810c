import type { ProjectConnectors } from '@revetl/registry'
import type { Printer } from '../output/printer.ts'
import type { GlobalFlags } from '../rev-command.ts'
import { findProjectFolder } from './project-folder.ts'

/** The connectors of the project that the flags name, for commands that need nothing else of it. */
export async function openConnectors(
  flags: GlobalFlags,
  printer: Printer,
  options: { readonly ignoresPins?: boolean } = {},
): Promise<{ readonly projectPath: string; readonly connectors: ProjectConnectors }> {
  const projectPath = findProjectFolder(flags.project)
  printer.projectPath = projectPath
  const { createConnectorResolver } = await import('@revetl/registry/resolver')
  return { projectPath, connectors: createConnectorResolver({ projectPath, ...options }) }
}
