import { RevError } from '@revetl/sdk'
import { destinationStarters } from './destination-starters.ts'
import { sourceStarters } from './source-starters.ts'

/** What may be known of a new project before anybody is asked. */
export interface PartialChoices {
  readonly name: string | undefined
  readonly source: string | undefined
  readonly destination: string | undefined
}

/** The choices that need no credentials. */
export const defaultChoices = { source: 'duckdb', destination: 'file' } as const

/** Asks on the terminal for what the flags did not say. @throws `REV_USAGE` where the user gives up. */
export async function askChoices(
  known: PartialChoices,
  folderName: string,
): Promise<{ name: string; source: string; destination: string }> {
  const { select, text } = await import('@clack/prompts')
  const choose = (message: string, options: Readonly<Record<string, unknown>>, first: string) =>
    answered(
      select({
        message,
        initialValue: first,
        options: Object.keys(options).map((value) => ({ value, label: value })),
      }),
    )
  return {
    name:
      known.name ??
      (await answered(
        text({ message: 'Name of the project', initialValue: folderName, placeholder: folderName }),
      )),
    source:
      known.source ?? (await choose('Where is the data?', sourceStarters, defaultChoices.source)),
    destination:
      known.destination ??
      (await choose('Where should it go?', destinationStarters, defaultChoices.destination)),
  }
}

async function answered(answer: Promise<string | symbol>): Promise<string> {
  const given = await answer
  // A symbol stands for Ctrl-C.
  if (typeof given === 'symbol') throw new RevError('REV_USAGE', 'Nothing was created.')
  return given
}
