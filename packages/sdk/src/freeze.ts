/** Freezes a tree of plain data in place, however deep; what is frozen already is taken to be so all the way. */
export function deepFreeze<T>(root: T): T {
  const stack: unknown[] = [root]
  while (stack.length > 0) {
    const next = stack.pop()
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue
    Object.freeze(next)
    for (const value of Object.values(next)) {
      if (typeof value === 'object' && value !== null) stack.push(value)
    }
  }
  return root
}
