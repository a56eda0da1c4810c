import { jsonText, RevError, type CheckResult, type Context } from '@revetl/sdk'
import { testAuth } from './client.ts'
import type { Config } from './config.ts'
import { readCall } from './answers/read-answer.ts'

/** Whose token this is, and which scopes it lacks. */
export async function check(ctx: Context<Config>): Promise<CheckResult> {
  const response = testAuth(ctx)
  const body = await readCall(response, 'check the token')
  const [id, name, user] = ['team_id', 'team', 'user'].map((part) => jsonText(body[part]))
  if (id === undefined) {
    throw new RevError('REV_HTTP_BODY', 'Failed to check the token: Slack names no workspace.')
  }
  const told = (await response).headers['x-oauth-scopes']
  const scopes = (told ?? '').split(',').flatMap((scope) => jsonText(scope.trim()) ?? [])
  return {
    account: { id, name: [name, user].filter((part) => part !== undefined).join(', ') || id },
    scopes,
    warnings: told === undefined ? [] : missing(ctx.config, scopes),
  }
}

// https://docs.slack.dev/reference/scopes (read 2026-11-27)
const needs: readonly (readonly [
  scope: string,
  what: string,
  isNeeded: (config: Config) => boolean,
])[] = [
  ['chat:write', 'post messages', () => true],
  ['channels:read', 'list channels', () => true],
  [
    'channels:history',
    'look for messages in public channels',
    ({ historyMessages }) => historyMessages > 0,
  ],
]

function missing(config: Config, scopes: readonly string[]): readonly string[] {
  return needs
    .filter(([scope, , isNeeded]) => isNeeded(config) && !scopes.includes(scope))
    .map(([scope, what]) => `The token lacks the scope ${scope}, which is needed to ${what}.`)
}
