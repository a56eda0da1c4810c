import { expect } from 'vitest'
import { rev, revJson, type Envelope, type RevOptions } from './run-rev.ts'

/** What a failure has to look like. */
export interface ExpectedFailure {
  readonly exitCode: number
  readonly code: string
  /** What the text for people has to say, hint and place included. */
  readonly says: readonly (string | RegExp)[]
  /** What must not be anywhere in it. */
  readonly hides?: readonly string[]
}

/**
 * Runs a command that has to fail, once for people and once with `--json`, and checks both: exit code, stable code,
 * words, no stack trace, no secret.
 */
export async function expectFailure(
  project: string,
  args: readonly string[],
  { exitCode, code, says, hides = [] }: ExpectedFailure,
  options?: RevOptions,
): Promise<Envelope> {
  const asJson = () => revJson(project, args, options)
  // Two runs of a sync at once would be a failure of another kind.
  const early = args[0] === 'run' ? undefined : asJson()
  const shown = await rev(project, args, options)
  const { exitCode: jsonExitCode, ...envelope } = await (early ?? asJson())
  const text = shown.stdout + shown.stderr
  expect(text).toContain(code)
  for (const words of says) expect(text).toMatch(words instanceof RegExp ? words : literal(words))
  expect(text).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m)
  expect(shown.exitCode, text).toBe(exitCode)
  expect(jsonExitCode).toBe(exitCode)
  expect(envelope).toMatchObject({ ok: false, error: { code } })
  for (const secret of hides) {
    expect(text).not.toContain(secret)
    expect(JSON.stringify(envelope)).not.toContain(secret)
  }
  return envelope
}

function literal(words: string): RegExp {
  return new RegExp(RegExp.escape(words))
}
