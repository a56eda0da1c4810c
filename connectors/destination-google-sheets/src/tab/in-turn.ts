import { spreadsheetId, type Config } from '../config.ts'

const turns = new Map<string, Promise<unknown>>()

/**
 * Does one piece of work on a tab after the other, over all connections of this process: what one of them reads
 * must still be true when it writes.
 */
export async function inTurn<Result>(
  config: Config,
  title: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const key = JSON.stringify([config.baseUrl, spreadsheetId(config), title])
  const before = turns.get(key) ?? Promise.resolve()
  const turn = before.then(work, work)
  turns.set(key, turn)
  try {
    return await turn
  } finally {
    if (turns.get(key) === turn) turns.delete(key)
  }
}
