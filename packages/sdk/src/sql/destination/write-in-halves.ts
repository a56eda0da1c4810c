/** How a statement is tried with fewer and fewer records. */
export interface HalvingSteps<Item> {
  /** Writes the items by one statement and settles them, or throws what the server says. */
  readonly write: (items: readonly Item[]) => Promise<void>
  /** Whether the statement may work without one of its records. */
  readonly isAboutRecord: (error: unknown) => boolean
  /** Takes back what a failed statement left, where the server does not do so by itself. */
  readonly takeBack?: (items: readonly Item[]) => Promise<void>
  /** Settles an item that is refused even alone. */
  readonly refuse: (item: Item, error: unknown) => void | Promise<void>
}

/**
 * Writes items by one statement. One that fails because of a record is halved until the records at fault are alone, so
 * that p of them in n cost about 2·p·log₂ n statements.
 * @throws what is not about a record
 */
export async function writeInHalves<Item>(
  items: readonly Item[],
  steps: HalvingSteps<Item>,
): Promise<void> {
  const [first] = items
  if (first === undefined) return
  try {
    await steps.write(items)
    return
  } catch (error) {
    if (!steps.isAboutRecord(error)) throw error
    await steps.takeBack?.(items)
    if (items.length === 1) return steps.refuse(first, error)
  }
  const middle = Math.ceil(items.length / 2)
  await writeInHalves(items.slice(0, middle), steps)
  await writeInHalves(items.slice(middle), steps)
}

/**
 * Tries refused items again for as long as fewer are left each time: a child may have stood in another half than its
 * parent, a new holder of a unique value before the old one.
 * @param tryAgain gives those that are refused once more
 */
export async function retryRefused<Item>(
  refused: readonly Item[],
  tryAgain: (items: readonly Item[]) => Promise<readonly Item[]>,
): Promise<void> {
  let left = refused
  for (let before = Number.POSITIVE_INFINITY; left.length > 0 && left.length < before;) {
    before = left.length
    left = await tryAgain(left)
  }
}
