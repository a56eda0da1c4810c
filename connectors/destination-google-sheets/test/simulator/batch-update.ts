import { appendCells, copyPaste, repeatCell, updateCells, type Touch } from './apply-cells.ts'
import { appendDimension, deleteDimension, insertDimension } from './apply-dimensions.ts'
import {
  addSheet,
  createDeveloperMetadata,
  deleteSheet,
  updateDeveloperMetadata,
  updateSheetProperties,
} from './apply-sheets.ts'
import { Refused } from './refusal.ts'
import type { Workbook } from './workbook.ts'

type Apply = (workbook: Workbook, request: unknown, touch: Touch) => object | void

const kinds: Readonly<Record<string, Apply>> = {
  updateCells,
  appendCells,
  copyPaste,
  repeatCell,
  deleteDimension,
  insertDimension,
  appendDimension,
  addSheet,
  deleteSheet,
  updateSheetProperties,
  createDeveloperMetadata,
  updateDeveloperMetadata,
}
// 10 million cells: https://support.google.com/drive/answer/37603 (read 2026-11-27)
const cellsMax = 10_000_000

/** Something that an update did to a row. */
export interface Touched {
  readonly object: string
  readonly operation: string
  readonly key: string
  readonly payload: unknown
}

/**
 * Applies the requests in their order to a copy: "If any request is not valid, no requests will be applied."
 * @throws Refused
 */
export function batchUpdate(
  before: Workbook,
  requests: readonly Readonly<Record<string, unknown>>[],
): {
  readonly workbook: Workbook
  readonly replies: readonly object[]
  readonly touched: readonly Touched[]
} {
  const workbook = structuredClone(before)
  const touched = new Map<string, Touched>()
  const touch: Touch = ({ title: object }, operation, key, payload = null) => {
    // A row may be written in several pieces.
    const id = operation === 'update' ? `${object} ${operation} ${key}` : `${touched.size}`
    touched.set(id, { object, operation, key, payload })
  }
  const replies = requests.map((request, index) => {
    const [name = '', ...others] = Object.keys(request)
    const apply = kinds[name]
    if (!apply || others.length > 0) throw new Refused(`Invalid requests[${index}]: unknown kind.`)
    return apply(workbook, request[name], touch) ?? {}
  })
  const cells = workbook.sheets.reduce((sum, one) => sum + one.rowCount * one.columnCount, 0)
  if (cells > cellsMax) {
    throw new Refused(
      `This action would increase the number of cells in the workbook above the limit of ${cellsMax} cells.`,
    )
  }
  return { workbook, replies, touched: [...touched.values()] }
}
