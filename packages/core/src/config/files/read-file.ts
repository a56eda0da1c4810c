import path from 'node:path'
import type { Value } from '@revetl/sdk'
import type { ShapeChecker } from '../shape/check-shape.ts'
import type { Problems } from '../problems.ts'
import type { ProjectFiles } from '../project-files.ts'
import { loadFileFit, type FileKind } from '../schema/file-fit.ts'
import { problemPlace, type ShapeProblem } from '../shape/shape-problem.ts'
import { parseYaml, type YamlFile } from './yaml-file.ts'

/** What every file of a project is read with. */
export interface FileContext {
  readonly projectPath: string
  readonly files: ProjectFiles
  readonly checker: ShapeChecker
  readonly problems: Problems
}

const fileBytesMax = 1_048_576

/** The text of a file of the project, within bounds; undefined where it is missing or added a problem. */
export async function readProjectText(
  file: string,
  { projectPath, files, problems }: FileContext,
): Promise<string | undefined> {
  const absolute = path.join(projectPath, file)
  const place = { file, line: 1, column: 1 }
  try {
    const info = await files.info(absolute)
    if (info === undefined) return undefined
    if (info.kind !== 'file') {
      // A pipe or a device may never end.
      const what = info.kind === 'folder' ? 'it is a folder' : 'it is no ordinary file'
      problems.add('REV_CONFIG_INVALID', `Failed to read ${file}: ${what}.`, { place })
    } else if (info.bytes > fileBytesMax) {
      problems.add(
        'REV_CONFIG_INVALID',
        `Failed to read ${file}: it is too large. Expected at most ${fileBytesMax} bytes, got ${info.bytes}.`,
        { place, hint: 'Move data out of project files.' },
      )
    } else return await files.readText(absolute)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'an error'
    problems.add('REV_CONFIG_INVALID', `Failed to read ${file}: ${code}.`, {
      cause: error,
      place,
      hint: 'Correct its permissions.',
    })
  }
  return undefined
}

/** A YAML file whose shape its schema has checked. */
export interface CheckedFile<Content> {
  readonly yaml: YamlFile
  readonly content: Content
}

/** Parses and checks a YAML file. `Content` is the type that belongs to the kind. */
export async function checkFile<Content>(
  kind: FileKind,
  file: string,
  text: string,
  { checker, problems }: Pick<FileContext, 'checker' | 'problems'>,
): Promise<CheckedFile<Content> | undefined> {
  const yaml = parseYaml(file, text, problems)
  if (yaml === undefined) return undefined
  const found = await shapeProblems(kind, yaml.value, checker)
  for (const problem of found) {
    problems.add(problem.code, problem.message, {
      hint: problem.hint,
      place: problemPlace(problem, yaml),
    })
  }
  if (found.length > 0) return undefined
  return { yaml, content: yaml.value satisfies Value as Content }
}

async function shapeProblems(
  kind: FileKind,
  value: Value,
  checker: ShapeChecker,
): Promise<readonly ShapeProblem[]> {
  const fit = await loadFileFit()
  if (fit?.[kind](value) === true) return []
  // What can say what is wrong takes long to load, and most files are right.
  const { fileSchema } = await import('../schema/json-schemas.ts')
  return checker.check({ schema: fileSchema(kind), value })
}
