import { memberTexts, type Change, type SessionInfo } from '@revetl/sdk'
import type { FileConfig } from './config.ts'
import { csvWriter, lineEnd } from './csv-text.ts'
import type { Format } from './format.ts'

/** How a file of lines is written. */
export interface LineFormat {
  /** What a new file begins with. */
  readonly head: string
  /** What an existing file must begin with; undefined where nothing is asked. */
  readonly columnsLine: string | undefined
  readonly lineEnd: string
  readonly lineOf: (change: Change) => string
}

/** The format of a CSV or JSON lines file. */
export function lineFormat(
  format: Exclude<Format, 'parquet'>,
  { object, fields }: SessionInfo,
  { csv }: FileConfig,
): LineFormat {
  if (format === 'json-lines') {
    return {
      head: '',
      columnsLine: undefined,
      lineEnd: '\n',
      // Between its values JSON may have line breaks; in its texts it never has.
      lineOf: ({ json }) => `${json.replace(/[\r\n]+/g, ' ')}\n`,
    }
  }
  const delimiter = csv.delimiter ?? (/\.tsv$/i.test(object.name) ? '\t' : ',')
  const writer = csvWriter({ delimiter, isFormulaSafe: csv.formulas === 'escape' })
  const names = fields.map(({ name }) => name)
  const textsOf = memberTexts(names)
  const columnsLine = csv.header ? writer.line(names.map(writer.text)) : undefined
  return {
    head: `${csv.bom ? '\ufeff' : ''}${columnsLine ?? ''}`,
    columnsLine,
    lineEnd,
    lineOf: ({ json }) => writer.line(textsOf(json).map(writer.value)),
  }
}
