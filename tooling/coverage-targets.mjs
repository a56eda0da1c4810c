// Files of which every branch must be taken by a test. `npm run coverage` measures each group by its own tests alone.

/**
 * @typedef {{ name: string, tests: readonly string[], files: readonly string[] }} CoverageTarget `tests` are paths or
 *   parts of them, as for vitest; `files` are globs from the root
 */

/** @type {readonly CoverageTarget[]} */
export const coverageTargets = [
  {
    name: 'limiter',
    tests: ['packages/http/test'],
    files: [
      'packages/http/src/alarm.ts',
      'packages/http/src/limits/*.ts',
      'packages/http/src/attempts/adaptive-throttle.ts',
      'packages/http/src/attempts/backoff.ts',
      'packages/http/src/attempts/circuit-breaker.ts',
      'packages/http/src/attempts/retry-after.ts',
      'packages/http/src/attempts/retry-budget.ts',
    ],
  },
  {
    name: 'what became of a request',
    tests: ['packages/http/test'],
    files: [
      'packages/http/src/attempts/conclude-attempt.ts',
      'packages/http/src/attempts/request-error.ts',
      'packages/http/src/attempts/resendable.ts',
      'packages/http/src/exchange/failure-verdict.ts',
      'packages/http/src/exchange/status-verdict.ts',
    ],
  },
  {
    name: 'diff, guard and settlement',
    tests: [
      'packages/core/test/diff',
      'packages/core/test/run',
      'packages/core/test/deliver',
      'packages/sdk/test/check-outcomes.test.ts',
    ],
    files: [
      'packages/core/src/diff/*.ts',
      'packages/core/src/run/guard.ts',
      'packages/core/src/run/confirm-plan.ts',
      'packages/core/src/deliver/judge-answer.ts',
      'packages/core/src/deliver/settle-outcomes.ts',
      'packages/sdk/src/check-outcomes.ts',
      'packages/sdk/src/outcome-shape.ts',
    ],
  },
]
