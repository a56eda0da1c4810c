import { openDestination, type OpenDestination } from '@revetl/testkit'
import definition from '../src/index.ts'
import {
  spreadsheetId,
  startSheets,
  type SheetsOptions,
  type SheetsSimulator,
} from './simulator.ts'
import { oauth } from './simulator/tokens.ts'

/** The connector and a simulated spreadsheet behind the real gateway. */
export interface SheetsPair extends AsyncDisposable {
  readonly simulator: SheetsSimulator
  readonly sheets: OpenDestination
}

/** Starts a spreadsheet and opens the connector on it. */
export async function openSheets(
  options: SheetsOptions = {},
  config: Readonly<Record<string, unknown>> = {},
): Promise<SheetsPair> {
  const simulator = await startSheets(options)
  const sheets = await openDestination(definition, {
    config: {
      spreadsheet: spreadsheetId,
      ...(config['serviceAccountKey'] === undefined ? { oauth } : {}),
      ...config,
      baseUrl: simulator.url,
      tokenUrl: `${simulator.url}/token`,
    },
    egressAllow: ['127.0.0.1/32'],
  })
  return {
    simulator,
    sheets,
    [Symbol.asyncDispose]: async () => {
      await sheets[Symbol.asyncDispose]()
      await simulator[Symbol.asyncDispose]()
    },
  }
}
