/**
 * What an error of Slack means. `record`: this message will never be taken · `place`: the channel or person of the
 * message · `gone`: the message is not there · `throttled`, `later`: nothing was done, come back · `doubt`: nobody
 * knows what was done · `token`, `scope`: the token is not good, or not for this.
 */
export type ErrorMeaning =
  | 'record'
  | 'place'
  | 'gone'
  | 'throttled'
  | 'later'
  | 'doubt'
  | 'token'
  | 'scope'

const names: Readonly<Record<Exclude<ErrorMeaning, 'record'>, readonly string[]>> = {
  place: [
    'channel_not_found',
    'duplicate_channel_not_found',
    'not_in_channel',
    'is_archived',
    'is_inactive',
    'messages_tab_disabled',
    'method_not_supported_for_channel_type',
    'restricted_action',
    'restricted_action_non_threadable_channel',
    'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel',
    'team_not_found',
    'user_disabled',
    'user_not_found',
    'user_not_visible',
    'users_not_found',
  ],
  gone: ['message_not_found', 'thread_not_found'],
  throttled: ['ratelimited', 'rate_limited', 'message_limit_exceeded'],
  // What ends before anything is done, by the texts of the errors.
  later: [
    'accesslimited',
    'external_channel_migrating',
    'request_timeout',
    'service_unavailable',
    'streaming_state_conflict',
    'team_added_to_org',
  ],
  // "It's possible some aspect of the operation succeeded before the error was raised."
  doubt: ['fatal_error', 'internal_error', 'update_failed'],
  token: [
    'account_inactive',
    'invalid_auth',
    'not_authed',
    'org_login_required',
    'token_expired',
    'token_revoked',
    'two_factor_setup_required',
  ],
  scope: [
    'access_denied',
    'app_access_restricted',
    'app_missing_action_assignment',
    'ekm_access_denied',
    'enterprise_is_restricted',
    'metadata_must_be_sent_from_app',
    'missing_scope',
    'no_permission',
    'not_allowed_token_type',
    'team_access_not_granted',
  ],
}

const meanings: ReadonlyMap<string, ErrorMeaning> = new Map(
  Object.entries(names).flatMap(([meaning, errors]) =>
    errors.map((error) => [error, meaning as ErrorMeaning] as const),
  ),
)

// The lists are those of each method's page, such as
// https://docs.slack.dev/reference/methods/chat.postMessage#errors (read 2026-11-27). "ok: false" is a no, so that an
// error which they do not have is about the message.
/** The meaning of an error, by its name. */
export function meaningOf(error: string): ErrorMeaning {
  return meanings.get(error) ?? 'record'
}
