import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { RevError } from '@revetl/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { errorText } from '../src/text/error-text.ts'
import { plainStyle as style } from '../src/text/style.ts'

async function projectWith(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rev-cli-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(path.join(folder, name), text)
  return folder
}

test('an error shows code, message, place with the line of the file and a caret, and hint', async () => {
  const projectPath = await projectWith('rev.yaml', 'name: a\n  modle: people\n')
  const error = new RevError('REV_CONFIG_UNKNOWN_KEY', 'Failed to read rev.yaml: "modle".', {
    place: { file: 'rev.yaml', line: 2, column: 3 },
    hint: 'Did you mean "model"?',
  })
  const shownPath = path.relative('', path.join(projectPath, 'rev.yaml'))
  expect(errorText(error, { style, projectPath }).split('\n')).toEqual([
    '✗ REV_CONFIG_UNKNOWN_KEY  Failed to read rev.yaml: "modle".',
    `  ${shownPath}:2:3`,
    '  2 │   modle: people',
    '    │   ^',
    '  → Did you mean "model"?',
  ])
})

test('a place in a file that is not there is shown without its line', () => {
  const place = { file: 'absent.yaml', line: 1, column: 1 }
  const error = new RevError('REV_CONFIG_MISSING', 'Gone.', { place })
  expect(errorText(error, { style, projectPath: '/nowhere' })).toMatch(/absent\.yaml:1:1$/)
})

test('a secret in the line of the file is not shown', async () => {
  const projectPath = await projectWith('rev.yaml', 'password: hunter2\n')
  const place = { file: 'rev.yaml', line: 1, column: 1 }
  const error = new RevError('REV_CONFIG_INVALID', 'No.', { place })
  expect(errorText(error, { style, projectPath })).not.toContain('hunter2')
})

test('the other errors follow, and the rest is counted', () => {
  const others = Array.from(
    { length: 22 },
    (_, index) => new RevError('REV_CONFIG_KEY', `${index}.`),
  )
  const lines = errorText(new RevError('REV_CONFIG_KEY', 'First.', { others }), { style }).split(
    '\n',
  )
  expect(lines).toHaveLength(22)
  expect(lines.at(-1)).toBe('  … and 2 more')
})
