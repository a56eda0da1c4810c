import { RevError } from '@revetl/sdk'
import type { ConnectorNames } from '../connector-names.ts'
import { withProposal } from './openapi-files.ts'
import { proposeConnector } from './propose-connector.ts'
import { readOpenapi } from './read-openapi.ts'

/**
 * The files of a scaffold for the API that a description is about, and what the author has to look at.
 * @throws `REV_USAGE` where it describes nothing that could be written.
 */
export async function openapiScaffold(
  source: string,
  files: Readonly<Record<string, string>>,
  names: ConnectorNames,
): Promise<{ readonly contents: Record<string, string>; readonly notes: readonly string[] }> {
  const proposal = proposeConnector(await readOpenapi(source))
  if (proposal.objects.length > 0) {
    return { contents: withProposal(files, proposal, names), notes: proposal.notes }
  }
  throw new RevError(
    'REV_USAGE',
    `Failed to propose a connector from ${source}: it describes no request that writes records.`,
    { hint: proposal.notes.join(' ') },
  )
}
