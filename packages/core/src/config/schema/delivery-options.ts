import { z } from 'zod'
import { duration } from './shared-shapes.ts'

const percent = z.number().min(0).max(100)
const count = z.int().min(0)

/** When a run stops and asks. */
export const guardOptions = z
  .strictObject({
    removals_percent: percent.optional().meta({
      description: 'Stop when more than this share of the delivered records would be removed …',
      default: 10,
    }),
    removals_min: count.optional().meta({
      description: '… and more than this many.',
      default: 100,
    }),
    rejects_percent: percent.optional().meta({
      description: 'Stop when more than this share of the answers are rejects …',
      default: 50,
    }),
    rejects_min: count.optional().meta({
      description: '… once there are at least this many answers.',
      default: 100,
    }),
  })
  .meta({ description: 'When a run stops and waits for the plan to be confirmed.' })

/** How long the log of runs is kept. */
export const runLogOptions = z
  .strictObject({
    keep: duration.optional().meta({
      description: 'How long a run is kept in the log, from its start.',
      default: '90d',
      examples: ['30d', '365d'],
    }),
  })
  .meta({ description: 'How runs are logged in the database of the source.' })

/** How runs read back what they delivered. */
export const verifyOptions = z
  .strictObject({
    sample: z.int().min(1).max(100_000).optional().meta({
      description: 'Records that a run reads back of those that it delivered, at most.',
      default: 100,
    }),
    drift_percent: percent.optional().meta({
      description:
        'The run ends as `partial` where more than this share of them differs or is missing. Without it, that is only noted.',
      examples: [0, 5],
    }),
  })
  .meta({ description: 'How runs read back a sample of what they delivered, and compare it.' })

/** Options of a sync that `defaults` of rev.yaml may give for all syncs. */
export const deliveryOptions = {
  track: z.enum(['row', 'fields', 'values']).optional().meta({
    description:
      'What is remembered of each delivered record: one fingerprint (`row`), one for each field, so that only changed fields are sent (`fields`), or the values too, so that a plan shows before and after (`values`).',
    default: 'values',
  }),
  diff: z.enum(['local', 'warehouse']).optional().meta({
    description:
      "Where a model is compared with what was delivered: on this machine, or inside the source's own database, so that only rows that can differ leave it.",
    default: 'local',
  }),
  scratch_schema: z.string().min(1).max(63).optional().meta({
    description:
      'diff `warehouse` and `run_log`: the schema for the tables of rev, which is made where it is not there.',
    default: '_rev',
  }),
  diff_fallback: z.enum(['fail', 'local']).optional().meta({
    description:
      'diff `warehouse`: whether a sync that has nothing in the warehouse yet goes on locally when the scratch schema cannot be used.',
    default: 'fail',
  }),
  run_log: z
    .union([z.literal(false), runLogOptions])
    .optional()
    .meta({
      description:
        "Keeps runs, and what became of each change, as tables in the source's own database; `false` for a sync without.",
      default: false,
    }),
  verify: z
    .union([z.literal(false), verifyOptions])
    .optional()
    .meta({
      description:
        'Reads back, after a run has delivered, a sample of the records that the destination accepted, and tells which it has otherwise; `false` for a sync without.',
      default: false,
    }),
  first_run: z.enum(['send', 'baseline']).optional().meta({
    description:
      '`baseline` takes what the model holds at the first run as delivered and sends only later changes.',
    default: 'send',
  }),
  duplicate_keys: z.enum(['fail', 'reject']).optional().meta({
    description:
      'Whether rows that share a key end the run before anything is sent, or are all rejected while the rest goes on.',
    default: 'fail',
  }),
  on_ambiguous: z.enum(['retry', 'reconcile', 'hold']).optional().meta({
    description:
      'What happens to a record when it is not known whether the destination took it: send it again, look it up there, or hold it for you to decide. Without it, the safest way that the operation allows.',
  }),
  nulls: z.enum(['send', 'omit']).optional().meta({
    description: '`omit` leaves a field alone when its value is null.',
    default: 'send',
  }),
  guard: guardOptions.optional(),
  in_flight: z.int().min(1).max(1000).optional().meta({
    description: 'Batches under way at once, at most. Without it, the engine finds out.',
  }),
  batch: z.int().min(1).max(1_000_000).optional().meta({
    description: "Records in a batch, at most. Without it, the operation's own limit.",
  }),
  patience: duration.optional().meta({
    description:
      'How long one wait for the destination may be before the run parks what is left and ends.',
    default: '10m',
  }),
}
