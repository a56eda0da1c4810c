import { writeSync } from 'node:fs'
import type { HostileDestination, HostileFixture } from './fixture.ts'
import { writeHonestly, writing, type HostileContext } from './honest-destination.ts'

/** Prints and then writes. */
function printing(print: (ctx: HostileContext) => unknown): () => HostileDestination {
  return writing(async (batch, ctx) => {
    await print(ctx)
    return writeHonestly(batch, ctx)
  })
}

function flood(stream: 1 | 2): void {
  const line = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(1024))
  for (let megabytes = 0; megabytes < 1024; megabytes++) writeSync(stream, line)
}

/** Looks like the end of a write, should anybody read frames from here. */
const fakeFrame = (id: number) =>
  `${JSON.stringify({ type: 'outcome', call: 1, id: String(id), status: 'ok', effect: 'written' })}\n`

/** Connectors that print what they should not. */
export const p12: HostileFixture = {
  id: 'P-12',
  kind: 'connectors',
  contained: 'in-a-child',
  does: 'prints a gigabyte, terminal sequences, secrets, and lines that look like the protocol',
  promise:
    'Output is capped in rate, escaped and redacted; the protocol has descriptors of its own and is not fooled.',
  variants: {
    'a gigabyte on standard output': printing(() => flood(1)),
    'a gigabyte on standard error': printing(() => flood(2)),
    'terminal sequences': printing(() =>
      writeSync(1, '\u001b[2J\u001b]0;owned\u0007\u001b[31mred\u2028new\rline\n'),
    ),
    'its secret': printing(({ config }) => {
      const token = config.token ?? ''
      const forms = [token, Buffer.from(token).toString('base64'), encodeURIComponent(token)]
      writeSync(2, `${forms.join('\n')}\n`)
    }),
    'its secret in the log': printing(({ config, log }) =>
      log.error(`token ${config.token ?? ''}`),
    ),
    'frames of the protocol': printing(() => {
      for (let id = 0; id < 100; id++) writeSync(1, fakeFrame(id))
    }),
    'frames on every descriptor': printing(() => {
      for (let descriptor = 3; descriptor < 16; descriptor++) {
        try {
          writeSync(descriptor, fakeFrame(0))
        } catch {
          // Most of them are not open.
        }
      }
    }),
    'half a line without an end': printing(() => writeSync(1, '{"type":"outcome","call":1')),
  },
}
