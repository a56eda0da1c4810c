import type { Hook } from '@oclif/core/hooks'
import { nearestName } from '@revetl/sdk/host'
import { RevError } from '@revetl/sdk'

/** Fails a command line whose command does not exist, with the nearest one that does. */
const commandNotFound: Hook.CommandNotFound = ({ config, id }) => {
  const known = config.commands
    .filter(({ hidden }) => !hidden)
    .map((command) => toWords(command.id))
  const nearest = nearestName(toWords(id), known)
  throw new RevError('REV_USAGE', `Failed to run "${toWords(id)}": rev has no such command.`, {
    hint:
      nearest === undefined
        ? 'See all commands with `rev --help`.'
        : `Did you mean \`rev ${nearest}\`? See all commands with \`rev --help\`.`,
  })
}

function toWords(id: string): string {
  return id.replaceAll(':', ' ')
}

export default commandNotFound
