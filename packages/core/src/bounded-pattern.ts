import { createContext, Script } from 'node:vm'

// By the clock of the wall, which runs on while a busy machine does something else.
const patternMs = 3000
// Backtracking doubles with each character: a text of so few cannot take long.
const safeCharacters = 24
const script = new Script('pattern.test(text)')

interface BoundedPattern {
  test(text: string): boolean
  toString(): string
}

/**
 * The patterns of a connector's schema for a validator: one that backtracks without end is stopped, instead of the
 * whole process. @throws Error where the time is over
 */
export const boundedPattern = Object.assign(
  (source: string, flags: string): BoundedPattern => {
    const pattern = new RegExp(source, flags)
    return {
      // The validator tells patterns apart by their text.
      toString: () => String(pattern),
      test: (text) => {
        if (text.length <= safeCharacters) return pattern.test(text)
        const context = createContext({ pattern, text })
        return script.runInContext(context, { timeout: patternMs }) as boolean
      },
    }
  },
  // What standalone code of the validator would import; none is made.
  { code: 'boundedPattern' },
)
