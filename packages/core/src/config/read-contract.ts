import type { FilePlace } from '@revetl/sdk'
import type { Contract } from '../model.ts'
import { checkFile, type FileContext } from './files/read-file.ts'
import type { YamlFile } from './files/yaml-file.ts'
import type { ContractFile } from './schema/contract.ts'
import { durationMs } from './schema/durations.ts'

/** The contract of a file, each part with its place; undefined where it has none. */
export function readContract(
  content: ContractFile | undefined,
  yaml: YamlFile,
): Contract | undefined {
  if (content === undefined) return undefined
  const { columns = {}, freshness, on_violation: onViolation = 'fail' } = content
  const place = (...path: readonly string[]): FilePlace => yaml.keyPlaceOf('contract', ...path)
  return {
    onViolation,
    columns: Object.entries(columns).map(([name, column]) => ({
      name,
      type: column.type,
      isNotNull: column.not_null === true,
      isUnique: column.unique === true,
      acceptedValues: column.accepted_values?.map(String),
      place: place('columns', name),
    })),
    freshness: freshness && {
      column: freshness.column,
      maxAgeMs: durationMs(freshness.max_age),
      place: place('freshness'),
    },
  }
}

/** The contract in the comment lines of a SQL file. @param text the file with nothing else in it, line by line */
export async function readSqlContract(
  file: string,
  text: string | undefined,
  context: Pick<FileContext, 'checker' | 'problems'>,
): Promise<Contract | undefined> {
  if (text === undefined) return undefined
  const checked = await checkFile<{ readonly contract: ContractFile }>(
    'header',
    file,
    text,
    context,
  )
  return checked && readContract(checked.content.contract, checked.yaml)
}
