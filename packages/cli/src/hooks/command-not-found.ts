import type { Hook } from '@oclif/core/hooks'
import { nearestName } from '@revetl/sdk/host'
import { RevError } from '@revetl/sdk'

/** Fails a command line whose command does not exist, with the nearest one that does. */
const commandNotFound: Hook.CommandNotFound = ({ config, id }) => {
  const known = config.commands
    .filter(({ hidden }) => !hidden)
    .map((command) => toWords(command.id))
  throw new RevError('REV_USAGE', `Failed to run "${toWords(id)}": rev has no such command.`, {
    hint: hintOf(toWords(id), known),
  })
}

function hintOf(words: string, known: readonly string[]): string {
  const nearest = nearestName(words, known)
  if (nearest !== undefined) {
    return `Did you mean \`rev ${nearest}\`? See all commands with \`rev --help\`.`
  }
  const [topic = ''] = words.split(' ', 1)
  const within = known.filter((command) => command.startsWith(`${topic} `))
  return within.length === 0
    ? 'See all commands with `rev --help`.'
    : `Expected one of ${within.map((command) => `\`rev ${command}\``).join(', ')}.`
}

function toWords(id: string): string {
  return id.replaceAll(':', ' ')
}

export default commandNotFound
