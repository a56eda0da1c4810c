/** What kind of failure a code is; it decides the exit code of the command line. */
export type ErrorKind = 'config' | 'environment' | 'run' | 'busy' | 'connector'

interface ErrorCodeInfo {
  readonly kind: ErrorKind
  readonly what: string
}

/** Every stable error code with its kind and meaning; docs/errors.md explains each one. */
export const errorCodes = {
  REV_CONFIG_MISSING: { kind: 'config', what: 'A project file is not where it should be.' },
  REV_CONFIG_SYNTAX: { kind: 'config', what: 'A project file is not valid YAML.' },
  REV_CONFIG_INVALID: {
    kind: 'config',
    what: 'A value in a project file is not what the schema allows.',
  },
  REV_CONFIG_UNKNOWN_KEY: { kind: 'config', what: 'A key in a project file is not known.' },
  REV_CONFIG_REFERENCE: {
    kind: 'config',
    what: 'A file names a source, destination, model or sync that does not exist.',
  },
  REV_CONFIG_SECRET: { kind: 'config', what: 'A secret reference is unresolved or empty.' },
  REV_CONFIG_MAPPING: {
    kind: 'config',
    what: 'A mapping or filter names a column, field or function that does not exist or does not fit.',
  },
  REV_CONFIG_MODE: { kind: 'config', what: 'The object does not support the mode of the sync.' },
  REV_CONFIG_KEY: { kind: 'config', what: 'The model has no usable key.' },
  REV_CONFIG_SCHEMA: {
    kind: 'config',
    what: 'A connector gives a configuration schema that cannot be read.',
  },
  REV_CONNECTOR_UNKNOWN: { kind: 'config', what: 'No installed connector has this name.' },
  REV_CONNECTOR_INVALID: {
    kind: 'config',
    what: 'A connector package or its manifest is not valid.',
  },
  REV_CONNECTOR_VERSION: {
    kind: 'config',
    what: 'The connector speaks another version of the contract.',
  },
  REV_CONNECTOR_REFUSED: {
    kind: 'config',
    what: 'A version of a connector is too young, yanked, not what was published or asks for more than the installed one, and was not installed.',
  },
  REV_CONNECTOR_CONTRACT: { kind: 'connector', what: 'A connector broke the contract.' },
  REV_CONNECTOR_CRASHED: {
    kind: 'connector',
    what: 'A connector failed with an error of its own.',
  },
  REV_CONNECTOR_STOPPED: {
    kind: 'connector',
    what: 'The process of a connector ended too often to be started again.',
  },
  REV_AUTH_INVALID: { kind: 'config', what: 'The credentials were refused or cannot be used.' },
  REV_AUTH_SCOPE: { kind: 'config', what: 'The credentials lack a permission.' },
  REV_AUTH_MISSING: { kind: 'config', what: 'A connection is not logged in.' },
  REV_AUTH_LOGIN: { kind: 'config', what: 'A login did not come to its end.' },
  REV_AUTH_KEY: { kind: 'config', what: 'The key of the kept tokens is missing or another one.' },
  REV_AUTH_REFRESH: { kind: 'config', what: 'The access token could not be renewed.' },
  REV_MODEL_SQL: { kind: 'config', what: 'The source refused the SQL of a model.' },
  REV_MODEL_NOT_A_QUERY: { kind: 'config', what: 'A model is not exactly one read-only query.' },
  REV_MODEL_COLUMN: { kind: 'config', what: 'A column that the sync needs is not in the model.' },
  REV_MODEL_NOT_FOUND: { kind: 'config', what: 'The table or file of a model does not exist.' },
  REV_MODEL_KEY_DUPLICATE: { kind: 'run', what: 'Several rows of a model have the same key.' },
  REV_MODEL_KEY_NULL: { kind: 'run', what: 'A row has a null, empty or NaN key.' },
  REV_MODEL_KEY_TYPE: {
    kind: 'config',
    what: 'The type of a key column changed since the last run.',
  },
  REV_MODEL_CONTRACT: { kind: 'run', what: 'Rows of a model break its contract.' },
  REV_DBT_ARTIFACT: {
    kind: 'config',
    what: 'A file that dbt writes is missing, broken or of a version that rev does not read.',
  },
  REV_DBT_FAILED: {
    kind: 'run',
    what: 'dbt could not build the model of the sync, or one of its tests failed.',
  },
  REV_DBT_STALE: {
    kind: 'run',
    what: "dbt's last run results are older than the project allows, or tell of no tests.",
  },
  REV_READ_FAILED: { kind: 'environment', what: 'The source could not be read to its end.' },
  REV_READ_INCOMPLETE: {
    kind: 'environment',
    what: 'The source ended without saying that it was complete.',
  },
  REV_GUARD_EMPTY: {
    kind: 'run',
    what: 'The model came back empty although records had been delivered.',
  },
  REV_GUARD_REMOVALS: {
    kind: 'run',
    what: 'The run would remove more records than the guard allows.',
  },
  REV_GUARD_REJECTS: { kind: 'run', what: 'Too many records were rejected, so the run stopped.' },
  REV_PLAN_CHANGED: {
    kind: 'run',
    what: 'The plan is no longer the one whose hash was confirmed.',
  },
  REV_VALUE_NOT_FINITE: {
    kind: 'run',
    what: 'A number is NaN or infinite and JSON cannot carry it.',
  },
  REV_VALUE_INVALID: {
    kind: 'run',
    what: 'A value does not fit its field, the function of its mapping or the filter of the sync.',
  },
  REV_VALUE_TOO_LONG: {
    kind: 'run',
    what: 'A value is longer than its field, or a table of the warehouse, allows.',
  },
  REV_RECORD_TOO_LARGE: { kind: 'run', what: 'One record alone is larger than a request may be.' },
  REV_RECORD_REJECTED: { kind: 'run', what: 'The destination refused a record.' },
  REV_RECORD_CONFLICT: {
    kind: 'run',
    what: 'The destination says that the record conflicts with another.',
  },
  REV_RECORD_TRANSIENT: {
    kind: 'run',
    what: 'The destination could not take the record this time.',
  },
  REV_OUTCOME_UNKNOWN: {
    kind: 'run',
    what: 'It is not known whether the destination applied a record.',
  },
  REV_HTTP_NOT_SENT: { kind: 'environment', what: 'The request did not reach the destination.' },
  REV_HTTP_THROTTLED: {
    kind: 'environment',
    what: 'The destination asks to wait longer than the run is willing to.',
  },
  REV_HTTP_TOO_LARGE: { kind: 'run', what: 'The destination says that the request is too large.' },
  REV_HTTP_UNAVAILABLE: {
    kind: 'environment',
    what: 'The destination answers with errors of its own, so requests are paused.',
  },
  REV_HTTP_STATUS: {
    kind: 'environment',
    what: 'The destination answered with a status that is not expected.',
  },
  REV_HTTP_TIMEOUT: { kind: 'environment', what: 'The destination did not answer in time.' },
  REV_HTTP_BODY: {
    kind: 'environment',
    what: 'The answer of the destination is cut short, too large or not what it says it is.',
  },
  REV_HTTP_REDIRECT: {
    kind: 'config',
    what: 'The destination redirects, which a write never follows.',
  },
  REV_HTTP_TLS: {
    kind: 'environment',
    what: 'No trusted encrypted connection to the destination is possible.',
  },
  REV_HTTP_REQUEST: {
    kind: 'connector',
    what: 'A connector asked for a request that is not valid.',
  },
  REV_NETWORK_UNREACHABLE: { kind: 'environment', what: 'A host could not be reached.' },
  REV_NETWORK_FORBIDDEN: {
    kind: 'config',
    what: 'The egress policy does not allow this host or address.',
  },
  REV_STATE_BUSY: { kind: 'busy', what: 'Another run of this sync is in progress.' },
  REV_STATE_LEASE_LOST: { kind: 'run', what: 'Another worker took over this sync.' },
  REV_STATE_BROKEN: { kind: 'environment', what: 'A state file is damaged.' },
  REV_STATE_MISSING: { kind: 'environment', what: 'The state of a known sync is gone.' },
  REV_STATE_ELSEWHERE: {
    kind: 'config',
    what: 'What a sync delivered is remembered on the other side than `diff` says.',
  },
  REV_STATE_VERSION: {
    kind: 'environment',
    what: 'The state was written by a newer version of rev.',
  },
  REV_STATE_WRITE: {
    kind: 'environment',
    what: 'State could not be written: the disk is full, read-only or failing.',
  },
  REV_MEMORY: {
    kind: 'environment',
    what: 'The local engine needs more memory than it may take.',
  },
  REV_FILE_WRITE: { kind: 'environment', what: 'A file of a destination could not be written.' },
  REV_RUN_CANCELLED: { kind: 'run', what: 'The run was stopped before its end.' },
  REV_RUN_INCOMPLETE: {
    kind: 'run',
    what: 'The run ended with records that are rejected, pending, held or guarded.',
  },
  REV_VERIFY_DRIFT: {
    kind: 'run',
    what: 'The destination has other values than were delivered.',
  },
  REV_INDEX_INVALID: {
    kind: 'environment',
    what: 'The index of connectors is not signed as it should be, or is an old one.',
  },
  REV_PACKAGE_MANAGER: { kind: 'environment', what: 'npm, pnpm or yarn failed.' },
  REV_USAGE: { kind: 'config', what: 'The command line was not understood.' },
  REV_INTERNAL: { kind: 'run', what: 'rev itself is wrong; please report it.' },
} as const satisfies Record<string, ErrorCodeInfo>

/** A stable error code, `REV_…`. */
export type ErrorCode = keyof typeof errorCodes
