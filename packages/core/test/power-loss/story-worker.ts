// Plays the runs of a story, and notes each thing that the world outside the disk has seen, in order, in a file.
import { openSync, writeSync } from 'node:fs'
import { playRun, storyNamed } from './stories.ts'
import { MemoryProject } from '../run/memory-project.ts'

const [, , name = '', notesFile = ''] = process.argv
const notes = openSync(notesFile, 'w')
const note = (seen: object) => writeSync(notes, `${JSON.stringify(seen)}\n`)
const story = storyNamed(name)

await using project = new MemoryProject()
note({ folder: project.folder })
for (const version of story.versions.keys()) {
  note({ version })
  await playRun(project, story, version, (records) => note({ records }))
}
note({ ended: true })
