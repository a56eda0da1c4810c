/** Runs a task for each item, group after group; the results are in the order of the items. */
export async function inGroups<Item, Result>(
  items: readonly Item[],
  groupSize: number,
  task: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (let start = 0; start < items.length; start += groupSize) {
    results.push(...(await Promise.all(items.slice(start, start + groupSize).map(task))))
  }
  return results
}
