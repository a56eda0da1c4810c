import { RevError } from '@revetl/sdk'
import type { ConnectorKind } from './connector-names.ts'

/** What may be known of a new connector before anybody is asked. */
export interface PartialConnector {
  readonly kind: ConnectorKind | undefined
  readonly name: string | undefined
  readonly scope: string | undefined
  readonly title: string | undefined
}

/** Asks on the terminal for what the flags did not say. @throws `REV_USAGE` where the user gives up. */
export async function askConnector(
  known: PartialConnector,
): Promise<{ kind: ConnectorKind; name: string; scope?: string; title?: string }> {
  const { select, text } = await import('@clack/prompts')
  const ask = async (message: string, placeholder: string): Promise<string> => {
    const given = await text({ message, placeholder })
    // A symbol stands for Ctrl-C.
    if (typeof given === 'symbol') throw givenUp()
    return (given ?? '').trim()
  }
  const askKind = async (): Promise<ConnectorKind> => {
    const given = await select({
      message: 'What is it?',
      options: [
        { value: 'destination' as const, label: 'destination', hint: 'where changes go' },
        { value: 'source' as const, label: 'source', hint: 'where models are read' },
      ],
    })
    if (typeof given === 'symbol') throw givenUp()
    return given
  }
  const kind = known.kind ?? (await askKind())
  const name = known.name ?? (await ask('Name of the vendor, in lower case', 'acme'))
  const title = known.title ?? (await ask('What people call it', name))
  const scope = known.scope ?? (await ask('npm scope; empty for none', '@my-company'))
  return {
    kind,
    name,
    ...(title === '' ? {} : { title }),
    ...(scope === '' ? {} : { scope }),
  }
}

const givenUp = (): RevError => new RevError('REV_USAGE', 'Nothing was created.')
