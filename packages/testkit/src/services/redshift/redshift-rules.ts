import { blankIgnorant } from './redshift-shape.ts'

/** What Redshift says to a statement that Postgres takes, with the error of Redshift. */
interface Refusal {
  readonly pattern: RegExp
  readonly code: string
  readonly message: (match: RegExpExecArray) => string
}

// What `show all` lists: https://docs.aws.amazon.com/redshift/latest/dg/r_extra_float_digits.html (read 2026-11-27)
const settings = [
  'analyze_threshold_percent',
  'datestyle',
  'extra_float_digits',
  'query_group',
  'search_path',
  'statement_timeout',
  'timezone',
]

const fetchRowsMax = 1_000

const refusals: readonly Refusal[] = [
  // https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-features.html and …-functions.html (read 2026-11-27)
  {
    pattern:
      /\b(lateral|unnest|to_json|to_jsonb|string_agg|array_agg|with\s+ordinality|pg_settings|set_config)\b/i,
    code: '42883',
    message: ([word]) => `${word} does not exist in Redshift`,
  },
  {
    pattern: /\b(unlogged|on\s+conflict|uuid|collate\s+"C")(?!\w)/i,
    code: '42601',
    message: ([words]) => `syntax error at or near "${words}"`,
  },
  {
    pattern: /^\s*copy\b.*\bto\s+stdout\b/is,
    code: '42601',
    message: () => 'syntax error at or near "stdout"',
  },
  {
    pattern: new RegExp(
      String.raw`(?:^|;)\s*set\s+(?:local\s+|session\s+)?(?!${settings.join('|')})\w+\s+(?:to|=)`,
      'i',
    ),
    code: '42704',
    message: ([words]) => `unrecognized configuration parameter in ${words}`,
  },
  {
    pattern: /\bextra_float_digits\s+(?:to|=)\s+(?:[3-9]|\d\d)/i,
    code: '22023',
    message: () => 'the valid range of extra_float_digits is -15 to 2',
  },
  {
    pattern: new RegExp(
      String.raw`\bfetch\s+forward\s+(?=\d{${String(fetchRowsMax).length},})(?!${fetchRowsMax}\b)`,
      'i',
    ),
    code: 'XX000',
    message: () =>
      `Fetch size exceeds the limit of ${fetchRowsMax} for a single node configuration.`,
  },
]

/** A backslash in a text is an escape in Redshift, as it was in Postgres 8.0. */
export const redshiftSettings = {
  standard_conforming_strings: 'off',
  escape_string_warning: 'off',
} as const

/**
 * The statement of Postgres for one of Redshift: labels are kept as a setting of their own, the longest texts ignore
 * spaces at their end, new databases have Redshift's catalogue, and what Redshift does not have fails.
 */
export function redshiftRules(template: string): (sql: string) => string {
  return (sql) => {
    for (const { pattern, code, message } of refusals) {
      const match = pattern.exec(sql)
      if (match) return raise(code, message(match))
    }
    return (
      sql
        .replace(/\bset\s+query_group\b/i, 'set rev.query_group')
        // Of a column, and of no cast.
        .replaceAll(/\bvarchar\(65535\)(?=\s*[,)])/gi, `$& collate ${blankIgnorant}`)
        .replace(/^(create database \w+)$/i, `$1 template ${template}`)
        .replace(/^(drop database if exists \w+)$/i, '$1 with (force)')
    )
  }
}

function raise(code: string, message: string): string {
  const text = message.replaceAll("'", "''").replaceAll('%', '%%')
  return `do $rev$ begin raise exception using errcode = '${code}', message = '${text}'; end $rev$`
}
