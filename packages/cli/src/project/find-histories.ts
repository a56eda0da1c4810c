import type { Engine, RecordHistory } from '@revetl/core'
import { keyCandidates } from './key-candidates.ts'

/** What the engine knows of the records that the words of a key may mean. */
export async function findHistories(
  engine: Pick<Engine, 'row'>,
  options: { readonly sync?: string | undefined; readonly words: readonly string[] },
): Promise<RecordHistory[]> {
  const { sync, words } = options
  const found: RecordHistory[] = []
  const seen = new Set<string>()
  for (const key of keyCandidates(words)) {
    for (const one of await engine.row({ key, ...(sync === undefined ? {} : { sync }) })) {
      const name = JSON.stringify([one.sync, one.key])
      if (!seen.has(name)) found.push(one)
      seen.add(name)
    }
  }
  return found
}
