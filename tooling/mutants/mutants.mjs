// Mistakes that tools of this kind have really made, as edits of the code. A test must notice each of them.

/**
 * @typedef {{ file: string, find: string, replace: string }} Edit `find` occurs exactly once in the file
 * @typedef {{ id: string, title: string, edits: readonly Edit[], tests: readonly string[] }} Mutant `tests` are the files that are asked, the likeliest to notice first
 */

const core = 'packages/core/src'
const http = 'packages/http/src'
const tests = {
  run: 'packages/core/test/run/run-sync.test.ts',
  left: 'packages/core/test/run/left-pending.test.ts',
  fate: 'packages/core/test/run/unknown-fate.test.ts',
  edges: 'packages/core/test/diff/edges.test.ts',
  deliver: 'packages/core/test/deliver/deliver.test.ts',
  judge: 'packages/core/test/deliver/judge-answer.test.ts',
  ledger: 'packages/core/test/state/sqlite-ledger.test.ts',
  lost: 'packages/core/test/state/lost-state.test.ts',
  lease: 'packages/core/test/run/lease-keeper.test.ts',
  outcomes: 'packages/sdk/test/check-outcomes.test.ts',
  values: 'packages/sdk/test/values.test.ts',
  retries: 'packages/http/test/retries.test.ts',
  retryAfter: 'packages/http/test/retry-after.test.ts',
  throttling: 'packages/http/test/throttling.test.ts',
  pause: 'packages/http/test/limits/pause.test.ts',
  redirects: 'packages/http/test/redirects.test.ts',
  oauth: 'packages/http/test/oauth.test.ts',
  login: 'packages/http/test/login.test.ts',
  windows: 'packages/http/test/windows.test.ts',
  clock: 'packages/http/test/system-clock.test.ts',
  hubspot: 'connectors/destination-hubspot/test/outcomes.test.ts',
}

/** @type {readonly Mutant[]} */
export const mutants = [
  {
    id: 'M1',
    title: 'the snapshot is saved when the plan is made',
    edits: [
      {
        file: `${core}/state/segments/fold-run.ts`,
        find: 'WHERE state IS NULL AND (is_accepted OR ${isBaseline}))',
        replace: 'WHERE state IS NULL AND (true OR ${isBaseline}))',
      },
    ],
    tests: [tests.run, tests.left],
  },
  {
    id: 'M2',
    title: 'one success makes the whole batch a success',
    edits: [
      {
        file: `${core}/deliver/settle-outcomes.ts`,
        find: 'const outcome = outcomes.get(row.id) as Outcome',
        replace:
          "const outcome = ([...outcomes.values()].find(({ status }) => status === 'ok') ?? outcomes.get(row.id)) as Outcome",
      },
    ],
    tests: [tests.run, tests.deliver],
  },
  {
    id: 'M3',
    title: 'an exception is swallowed and its rows stay pending without a word',
    edits: [
      {
        file: `${core}/run/execute-run.ts`,
        find: 'error: delivery?.stop ?? delivery?.leftBecause ?? verdict.error,',
        replace: 'error: undefined,',
      },
      {
        file: `${core}/run/run-report.ts`,
        find: 'const isClean = rejected + pending + held + guarded === 0',
        replace: 'const isClean = rejected + held + guarded + 0 * pending === 0',
      },
    ],
    tests: [tests.run, tests.left],
  },
  {
    id: 'M4',
    title: 'progress moves past a batch that failed',
    edits: [
      {
        file: `${core}/deliver/settle-outcomes.ts`,
        find: 'again.push({ row, outcome })',
        replace: 'again.push({ row, outcome }), delivered.push(row.seq)',
      },
    ],
    tests: [tests.deliver, tests.left, tests.run],
  },
  {
    id: 'M5',
    title: 'a mapping that fails counts as skipped and accepted',
    edits: [
      {
        file: `${core}/diff/changes-sql.ts`,
        find: "['CASE WHEN r.problem IS NOT NULL THEN', problem]",
        replace: "['CASE WHEN r.problem IS NOT NULL THEN', 'NULL']",
      },
    ],
    tests: [tests.edges, tests.run],
  },
  {
    id: 'M6',
    title: 'a dry run leaves something behind',
    edits: [
      {
        file: `${core}/run/plan-sync.ts`,
        find: 'return await planReport(prepared, changes, {',
        replace:
          "await ledger.cacheSet('plan', new Map([['seen', '1']]))\n    return await planReport(prepared, changes, {",
      },
    ],
    tests: [tests.lost],
  },
  {
    id: 'M7',
    title: 'the reject index is overwritten by a stale copy',
    edits: [
      {
        file: `${core}/state/sqlite/reject-index.ts`,
        find: 'const isSame = known?.fingerprint === reject.fingerprint',
        replace:
          "const isSame = known?.fingerprint === reject.fingerprint\n    this.#database.prepare('DELETE FROM rejects WHERE sync = ?').run(sync)",
      },
    ],
    tests: [tests.ledger, tests.run],
  },
  {
    id: 'M8',
    title: 'the state of one sync overwrites that of another',
    edits: [
      {
        file: `${core}/state/sqlite/sqlite-ledger.ts`,
        find: 'this.#forgetRun(run)\n    })\n  }\n\n  async moveSnapshot',
        replace:
          "this.#database.prepare('UPDATE syncs SET segments = ?').run(JSON.stringify(segments))\n      this.#forgetRun(run)\n    })\n  }\n\n  async moveSnapshot",
      },
    ],
    tests: [tests.ledger],
  },
  {
    id: 'M9',
    title: 'a store that keeps nothing',
    edits: [
      {
        file: `${core}/state/sqlite/sqlite-ledger.ts`,
        find: 'this.#batches.recordIntents(run, entries.intents)',
        replace: 'if (run > 0) return',
      },
    ],
    tests: [tests.ledger, tests.run],
  },
  {
    id: 'M10',
    title: 'every worker has a limiter of its own',
    edits: [
      {
        file: `${http}/limits/limiter-registry.ts`,
        find: 'let value = map.get(name)',
        replace: 'let value = map.get(`${name}${Math.random()}`)',
      },
    ],
    tests: [tests.windows, tests.throttling],
  },
  {
    id: 'M11',
    title: 'a second run at the same time is dropped and reported as done',
    edits: [
      {
        file: `${core}/run/lease-keeper.ts`,
        find: 'if (!isBusy || nowMs - startMs >= waitMs) throw error',
        replace: 'if (!isBusy || nowMs - startMs >= waitMs) return { sync, epoch: 0 }',
      },
    ],
    tests: [tests.lease],
  },
  {
    id: 'M12',
    title: 'what one run delivered acknowledges the others as well',
    edits: [
      {
        file: `${core}/state/sqlite/batches.ts`,
        find: 'WHERE run = ? AND batch > ? AND delivered IS NOT NULL',
        replace: 'WHERE (run = ? OR run > 0) AND batch > ? AND delivered IS NOT NULL',
      },
    ],
    tests: [tests.ledger],
  },
  {
    id: 'M13',
    title: 'going on after a piece of the plan skips a record',
    edits: [
      {
        file: `${core}/column-texts.ts`,
        find: 'if (!isBeside || bytes + more > pieceBytesMax) break',
        replace: 'if (!isBeside || bytes + more > pieceBytesMax) { end++; break }',
      },
    ],
    tests: [
      'packages/core/test/diff/many-changes.test.ts',
      'packages/core/test/column-texts.test.ts',
    ],
  },
  {
    id: 'M14',
    title: 'an error of the source is taken for no rows',
    edits: [
      {
        file: `${core}/read/append-read.ts`,
        find: 'const next = await untilAborted(read.chunks.next(), signal, () => stopped(counted.rows))',
        replace:
          'const next = await untilAborted(read.chunks.next(), signal, () => stopped(counted.rows)).catch(() => ({ done: true as const, value: counted }))',
      },
    ],
    tests: [tests.run],
  },
  {
    id: 'M15',
    title: 'the errors inside a 207 are ignored',
    edits: [
      {
        file: 'connectors/destination-hubspot/src/answers/read-batch-answer.ts',
        find: 'outcome: (change) => errorOutcome(operation, change, error),',
        replace: "outcome: (change) => ok(change, 'written'),",
      },
    ],
    tests: [tests.hubspot],
  },
  {
    id: 'M16',
    title: 'a 2xx with nothing in it is a success',
    edits: [
      {
        file: 'packages/sdk/src/write/settle-bulk.ts',
        find: ': unknown(change, { message })\n  })',
        replace: ": { id: change.id, status: 'ok', effect: 'written' }\n  })",
      },
    ],
    tests: [tests.hubspot],
  },
  {
    id: 'M17',
    title: 'outcomes are matched by position',
    edits: [
      {
        file: 'packages/sdk/src/check-outcomes.ts',
        find: 'if (found?.outcome === undefined || found.id !== id) return undefined',
        replace: 'if (found?.outcome === undefined) return undefined',
      },
    ],
    tests: [tests.outcomes, tests.judge, tests.run],
  },
  {
    id: 'M18',
    title: 'a write that may not be repeated is repeated after a reset',
    edits: [
      {
        file: `${http}/attempts/resendable.ts`,
        find: 'if (isRead(work) || call.resendable) return true',
        replace: 'if (isRead(work) || call.resendable || true) return true',
      },
    ],
    tests: [tests.retries],
  },
  {
    id: 'M19',
    title: 'a retry has a new idempotency key',
    edits: [
      {
        file: `${core}/deliver/deliver.ts`,
        find: 'unknown.idempotencyKey ?? idempotencyKeyOf(this.#options.run, unknown)',
        replace: 'idempotencyKeyOf(this.#options.run, unknown) + String(unknown.attempt)',
      },
    ],
    tests: [tests.deliver, tests.fate],
  },
  {
    id: 'M20',
    title: 'Retry-After is read by parseInt and Date.parse',
    edits: [
      {
        file: `${http}/attempts/retry-after.ts`,
        find: 'if (/^\\d+$/.test(text)) return Math.min(Number(text) * 1000, waitMsMax)',
        replace:
          'if (!Number.isNaN(Number.parseInt(text))) return Number.parseInt(text) * 1000\n  if (!Number.isNaN(Date.parse(text))) return Date.parse(text) - nowMs',
      },
    ],
    tests: [tests.retryAfter],
  },
  {
    id: 'M21',
    title: 'a wait is longer than a timer can hold',
    edits: [
      {
        file: 'packages/sdk/src/system-clock.ts',
        find: 'const timerMsMax = 2 ** 31 - 1',
        replace: 'const timerMsMax = 2 ** 40',
      },
    ],
    tests: [tests.clock],
  },
  {
    id: 'M22',
    title: 'a redirect is taken for an answer',
    edits: [
      {
        file: `${http}/exchange/status-verdict.ts`,
        find: "if (status >= 300 && status <= 399) return 'redirect'",
        replace: "if (status >= 300 && status <= 399) return 'answer'",
      },
    ],
    tests: [tests.redirects],
  },
  {
    id: 'M23',
    title: 'a lost lease is swallowed',
    edits: [
      {
        file: `${core}/run/lease-keeper.ts`,
        find: 'lost.abort(',
        replace: '((_reason: unknown) => undefined)(',
      },
    ],
    tests: [tests.lease],
  },
  {
    id: 'M24',
    title: 'a commit does not look at the epoch',
    edits: [
      {
        file: `${core}/state/sqlite/leases.ts`,
        find: 'if (row?.epoch === lease.epoch && row.holder !== null) return',
        replace: 'if (row?.epoch === lease.epoch || row?.holder !== null) return',
      },
    ],
    tests: [tests.ledger],
  },
  {
    id: 'M25',
    title: 'a lease is timed by the clock on the wall',
    edits: [
      {
        file: `${core}/run/lease-keeper.ts`,
        find: 'const nowMs = clock.monotonicMs()',
        replace: 'const nowMs = clock.now()',
      },
    ],
    tests: [tests.lease],
  },
  {
    id: 'M26',
    title: 'records are removed that were never delivered',
    edits: [
      {
        file: 'packages/core/src/snapshot.ts',
        find: "const others = left.length === 0 ? '' : `AND file_row_number NOT IN (${left.join(', ')})`",
        replace: "const others = left.length >= 0 ? '' : ''",
      },
    ],
    tests: [tests.edges, tests.run, tests.left],
  },
  {
    id: 'M27',
    title: 'numbers are read as doubles',
    edits: [
      {
        file: 'packages/sdk/src/values.ts',
        find: 'if (!mayExceedDouble.test(text)) return JSON.parse(text) as Value',
        replace: 'if (!mayExceedDouble.test(text) || text !== "") return JSON.parse(text) as Value',
      },
    ],
    tests: [tests.values],
  },
  {
    id: 'M28',
    title: 'the columns of a key are joined by a separator',
    edits: [
      {
        file: 'packages/core/src/key-text.ts',
        find: "return `'[' || ${parts.join(\" || ',' || \")} || ']'`",
        replace:
          "return `'[\"' || ${values.map((value) => `coalesce((${value})::VARCHAR, '')`).join(\" || '|' || \")} || '\"]'`",
      },
    ],
    tests: ['packages/core/test/diff/key-text.test.ts'],
  },
  {
    id: 'M29',
    title: 'a late answer settles the attempt after its own',
    edits: [
      {
        file: `${core}/deliver/batch-log.ts`,
        find: 'const settled = settleOutcomes(batch, work, work.rows, outcomes)',
        replace:
          'const settled = settleOutcomes(this.#next - 1 + 0 * batch, work, work.rows, outcomes)',
      },
    ],
    tests: [tests.deliver, tests.run],
  },
  {
    id: 'M30',
    title: 'a token is renewed by everybody who meets a 401',
    edits: [
      {
        file: `${http}/auth/oauth-credentials.ts`,
        find: 'this.#renewal ??= this.#renewLocked(used).finally(() => {',
        replace:
          'this.#renewal = this.#refresh(this.#grant.refreshToken, undefined).finally(() => {',
      },
    ],
    tests: [tests.oauth],
  },
  {
    id: 'M41',
    title: 'a gateway that is closed cuts off the renewal of a token',
    edits: [
      {
        file: `${http}/gateway.ts`,
        find: 'await pipeline.credentials.settle()',
        replace: 'void pipeline.credentials.settle()',
      },
    ],
    tests: [tests.login],
  },
  {
    id: 'M42',
    title: 'the answer to another login is taken for ours',
    edits: [
      {
        file: `${http}/login/browser-login.ts`,
        find: "one(answer, 'state') === state",
        replace: "(one(answer, 'state') ?? state) !== ''",
      },
    ],
    tests: [tests.login],
  },
  {
    id: 'M43',
    title: 'tokens of one connection open for another',
    edits: [
      {
        file: `${core}/state/tokens/token-seal.ts`,
        find: 'return Buffer.from(`rev tokens 1 ${id}`)',
        replace: 'return Buffer.from(`rev tokens 1 ${id.slice(0, 0)}`)',
      },
    ],
    tests: ['packages/core/test/state/tokens/token-seal.test.ts'],
  },
  {
    id: 'M44',
    title: 'a probe opens what a younger throttle has closed',
    edits: [
      {
        file: 'packages/http/src/limits/pause.ts',
        find: "if (result === 'fine' && remainingMs() <= 0) {",
        replace: "if (result === 'fine') {",
      },
    ],
    tests: [tests.pause],
  },
  {
    id: 'M45',
    title: 'a job that is still running is asked for a second time',
    edits: [
      {
        file: `${core}/deliver/repeats.ts`,
        find: 'if (work.isUnderWay) return this.#askAgain(work, outcomes)',
        replace: '',
      },
    ],
    tests: ['packages/core/test/deliver/under-way.test.ts'],
  },
  {
    id: 'M46',
    title: 'a job that is still running when its run ends is planned anew by the next one',
    edits: [
      {
        file: `${core}/deliver/retry-queue.ts`,
        find: 'if (isUnderWay) return false',
        replace: 'if (isUnderWay) return true',
      },
    ],
    tests: ['packages/core/test/deliver/under-way.test.ts'],
  },
  {
    id: 'M47',
    title: 'a record that the vendor does not show yet counts as not written',
    edits: [
      {
        file: `${core}/deliver/repeats.ts`,
        find: 'return this.#nowMs() < visibleAtMs',
        replace: 'return this.#nowMs() < visibleAtMs - visibleAtMs',
      },
    ],
    tests: ['packages/core/test/deliver/late-visible.test.ts'],
  },
  {
    id: 'M48',
    title: 'a row that was one of several waits for its next try though it is alone',
    edits: [
      {
        file: `${core}/diff/changes-sql.ts`,
        find: "CASE state WHEN 'problem' THEN '' ELSE hex(fp) END AS fp",
        replace: 'hex(fp) AS fp',
      },
    ],
    tests: ['packages/core/test/diff/hindrances.test.ts'],
  },
  {
    id: 'M49',
    title: 'units that come back before the reset are never spent',
    edits: [
      {
        file: `${http}/limits/learned-limiter.ts`,
        find: 'return Math.max(known, remaining - letGoSince - departure.others)',
        replace: 'return known',
      },
    ],
    tests: ['packages/http/test/limits/learned-limiter.test.ts'],
  },
  {
    id: 'M50',
    title: 'an answer raises what is left by requests that the vendor had not counted',
    edits: [
      {
        file: `${http}/limits/learned-limiter.ts`,
        find: 'remaining - letGoSince - departure.others)',
        replace: 'remaining - departure.others)',
      },
    ],
    tests: ['packages/http/test/limits/learned-limiter.test.ts'],
  },
  {
    id: 'M51',
    title: 'what was refused before takes as much of a run as it likes',
    edits: [
      {
        file: `${core}/diff/local-diff.ts`,
        find: 'if (Number(again) > allowed) await database.run(deferRetriesSql(allowed))',
        replace: 'if (Number(again) < 0) await database.run(deferRetriesSql(allowed))',
      },
    ],
    tests: ['packages/core/test/diff/retry-share.test.ts'],
  },
  {
    id: 'M52',
    title: 'what was refused before goes in between what is new',
    edits: [
      {
        file: `${core}/diff/change-rows.ts`,
        find: 'AND is_again = ${isAgain}',
        replace: 'AND is_again IN (${isAgain}, ${!isAgain})',
      },
    ],
    tests: ['packages/core/test/diff/retry-share.test.ts'],
  },
  {
    id: 'M53',
    title: 'a file of the state is taken for that of another run of its number',
    edits: [
      {
        file: `${core}/run/state-paths.ts`,
        find: 'return file.includes(`-${nameOf(run)}`)',
        replace: 'return file.includes(`-${run.number}-`)',
      },
    ],
    tests: ['packages/core/test/state/lost-state.test.ts'],
  },
]
