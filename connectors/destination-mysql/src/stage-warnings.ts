import type { FieldColumn, RecordProblem } from '@revetl/sdk/sql'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import type { LiteralRow, Problems } from './literal-rows.ts'
import type { TableColumn } from './table.ts'

interface Warning extends RowDataPacket {
  readonly Code: number
  readonly Message: string
}

interface StagedPart {
  readonly part: readonly LiteralRow[]
  readonly fields: readonly FieldColumn<TableColumn>[]
  readonly problems: Problems
}

/**
 * Reads what the server says of the values that it was just given.
 * @returns whether each warning is about a value that is known
 */
export async function takeWarnings(
  connection: Connection,
  { part, fields, problems }: StagedPart,
): Promise<boolean> {
  const [warnings] = await connection.query<Warning[]>('show warnings')
  for (const { Code, Message } of warnings) {
    const [, column, row] = /\bv(\d+)`?'? at row (\d+)/.exec(Message) ?? []
    const field = fields[Number(column) - 1]
    const n = part[Number(row ?? part.length) - 1]?.n
    if (n === undefined || (field === undefined && part.length > 1)) return false
    if (!problems.has(n)) problems.set(n, warningProblem(Code, Message, field))
  }
  return true
}

const codeTooLong = 1406
const codeTruncated = 1265

function warningProblem(
  code: number,
  text: string,
  target: FieldColumn<TableColumn> | undefined,
): RecordProblem {
  const name = target?.field.name
  const isText = target !== undefined && /char|text|binary|blob/.test(target.column.dataType)
  const isTooLong = code === codeTooLong || (code === codeTruncated && isText)
  return {
    ...(name === undefined ? {} : { field: name }),
    code: isTooLong ? 'REV_VALUE_TOO_LONG' : 'REV_VALUE_INVALID',
    message: text.replace(/(?:`[^`]+`\.){0,2}[`']v\d+[`'] at row \d+$/, name ?? ''),
    vendorCode: String(code),
  }
}
