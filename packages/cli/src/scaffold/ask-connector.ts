import { RevError } from '@revetl/sdk'

/** What may be known of a new connector before anybody is asked. */
export interface PartialConnector {
  readonly name: string | undefined
  readonly scope: string | undefined
  readonly title: string | undefined
}

/** Asks on the terminal for what the flags did not say. @throws `REV_USAGE` where the user gives up. */
export async function askConnector(
  known: PartialConnector,
): Promise<{ name: string; scope?: string; title?: string }> {
  const { text } = await import('@clack/prompts')
  const ask = async (message: string, placeholder: string): Promise<string> => {
    const given = await text({ message, placeholder })
    // A symbol stands for Ctrl-C.
    if (typeof given === 'symbol') throw new RevError('REV_USAGE', 'Nothing was created.')
    return (given ?? '').trim()
  }
  const name = known.name ?? (await ask('Name of the vendor, in lower case', 'acme'))
  const title = known.title ?? (await ask('What people call it', name))
  const scope = known.scope ?? (await ask('npm scope; empty for none', '@my-company'))
  return {
    name,
    ...(title === '' ? {} : { title }),
    ...(scope === '' ? {} : { scope }),
  }
}
