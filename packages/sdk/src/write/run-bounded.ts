/** Runs `task` for each item, at most `inFlightMax` at once, and starts none after `isStopped` says so. */
export async function runBounded<Item>(
  items: readonly Item[],
  inFlightMax: number,
  task: (item: Item) => Promise<void>,
  isStopped: () => boolean,
): Promise<void> {
  const waiting = items.values()
  const work = async (): Promise<void> => {
    for (const item of waiting) {
      if (isStopped()) return
      await task(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(inFlightMax, items.length) }, work))
}
