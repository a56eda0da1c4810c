/**
 * Splits a command into its program and arguments: spaces separate, single and double quotes group, and a backslash
 * takes the next character as it is. No shell is involved: no variables, globs, pipes or substitutions.
 * @returns undefined where a quote is not closed or nothing is there.
 */
export function splitCommand(command: string): readonly [string, ...string[]] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (let i = 0; i < command.length; i++) {
    const character = command.charAt(i)
    if (quote !== undefined && character === quote) quote = undefined
    else if (character === '\\' && quote !== "'") word = (word ?? '') + command.charAt(++i)
    else if (quote === undefined && (character === '"' || character === "'")) {
      quote = character
      word ??= ''
    } else if (quote === undefined && /\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + character
  }
  if (word !== undefined) words.push(word)
  const [program, ...rest] = words
  return quote !== undefined || program === undefined || program === ''
    ? undefined
    : [program, ...rest]
}
