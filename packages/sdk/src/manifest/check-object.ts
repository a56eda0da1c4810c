import { operationNames } from '../batch.ts'
import type { FieldDefinition } from '../fields.ts'
import { valueTypes } from '../value-types.ts'
import { checkOperation, isRecord, isWholeFrom1 } from './check-operation.ts'
import type { Problems } from './problems.ts'

/** Notes what is wrong with one object. */
export function checkObject(object: unknown, problems: Problems): void {
  if (!isRecord(object)) {
    problems.add('expected an object with fields and operations')
    return
  }
  const { fields, operations, isOpen = false, lookup, visibleAfterMs } = object
  problems.expect(typeof isOpen === 'boolean', 'isOpen', 'true or false', isOpen)
  const isLookup = lookup === undefined || typeof lookup === 'function'
  problems.expect(isLookup, 'lookup', 'a function', lookup)
  if (visibleAfterMs !== undefined) {
    problems.expect(isWholeFrom1(visibleAfterMs), 'visibleAfterMs', 'milliseconds', visibleAfterMs)
    if (lookup === undefined)
      problems.below('visibleAfterMs').add('needs the object to have a lookup')
  }
  checkFields(fields, problems.below('fields'))
  const around = {
    fieldNames: new Set(isRecord(fields) ? Object.keys(fields) : []),
    isOpen: isOpen === true,
    hasLookup: lookup !== undefined,
  }
  const named = isRecord(operations)
    ? Object.entries(operations).filter(([, operation]) => operation !== undefined)
    : []
  if (named.length === 0) problems.below('operations').add('expected at least one operation')
  for (const [name, operation] of named) {
    const at = problems.below('operations').below(name)
    if (!(operationNames as readonly string[]).includes(name)) {
      at.add(`expected one of ${operationNames.join(', ')}`)
    } else if (isRecord(operation)) checkOperation(operation, around, at)
    else at.add('expected an operation')
  }
}

function checkFields(fields: unknown, problems: Problems): void {
  if (!isRecord(fields)) {
    problems.add('expected fields by name')
    return
  }
  for (const [name, field] of Object.entries(fields)) checkField(field, problems.below(name))
}

function checkField(field: unknown, problems: Problems): void {
  if (!isRecord(field)) {
    problems.add("expected a field, such as field('string')")
    return
  }
  const { type, maxLength, enum: options } = field as { [Key in keyof FieldDefinition]?: unknown }
  const isType = (valueTypes as readonly unknown[]).includes(type)
  problems.expect(isType, 'type', `one of ${valueTypes.join(', ')}`, type)
  if (maxLength !== undefined) {
    problems.expect(isWholeFrom1(maxLength), 'maxLength', 'a whole number from 1', maxLength)
  }
  if (options !== undefined) {
    const isList = Array.isArray(options) && options.every((one) => typeof one === 'string')
    problems.expect(isList && options.length > 0, 'enum', 'a list of texts', options)
  }
}
