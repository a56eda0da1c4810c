import { z } from 'zod'
import { sizePattern } from './sizes.ts'
import { duration } from './shared-shapes.ts'

const silence = (what: string, usual: string) =>
  duration.optional().meta({ description: `How long ${what} may say nothing.`, default: usual })

/** What a connector in a child may take. */
export const childOptions = z
  .strictObject({
    memory: z
      .string()
      .regex(sizePattern)
      .optional()
      .meta({
        description:
          'All memory of the process, where the system tells it; half of it is for the heap of JavaScript. A process that takes more is ended.',
        examples: ['512MiB'],
        default: '1GiB',
      }),
    restarts: z.int().min(0).max(100).optional().meta({
      description: 'How often a process that ended by itself is started again for a run.',
      default: 3,
    }),
    silence: z
      .strictObject({
        check: silence('`check`', '1m'),
        discover: silence('`discover`', '2m'),
        describe: silence('describing a model', '10m'),
        read: silence('a read, until its first rows and between them,', '1h'),
        write: silence('a batch', '5m'),
        lookup: silence('a lookup', '5m'),
        session: silence('the begin and the end of a session', '10m'),
      })
      .optional()
      .meta({
        description:
          'How long a call may say nothing while rev does nothing for it, before its process is ended.',
        examples: [{ read: '2h', write: '10m' }],
      }),
  })
  .meta({
    description: 'What the child process of the connector may take.',
    examples: [{ memory: '512MiB', restarts: 5, silence: { read: '2h' } }],
  })

/** The limits of a child as they are written. */
export type ChildOptions = z.infer<typeof childOptions>
