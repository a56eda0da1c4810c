import { isExactNumber, type Value } from '@revetl/sdk'
import { dateSpecifiers, isTimeZone, unknownSpecifier } from '../../mapping-functions.ts'
import type { Expression, FunctionName, MappedField } from '../../mapped-field.ts'
import { parseTemplate } from './parse-template.ts'
import type { Problems } from '../problems.ts'
import type {
  ApplyFile,
  ExpressionFile,
  ExpressionForm,
  FieldFile,
} from '../schema/mapping-types.ts'
import { pathWords } from '../shape/shape-words.ts'
import type { YamlFile, YamlPath } from '../files/yaml-file.ts'

/** What is read with a mapping. */
export interface MappingContext {
  readonly file: YamlFile
  readonly problems: Problems
  /** What nulls do where a field does not say. */
  readonly nulls: 'send' | 'omit'
}

/** A mapping that its schema has checked. */
export interface ParsedMapping {
  readonly fields: readonly MappedField[]
  /** Every column that is not mapped by hand goes under its own name. */
  readonly isAllColumns: boolean
}

/** Turns the `map` of a sync into plain data. Templates and constants that cannot be are problems. */
export function parseMapping(
  map: 'all' | Readonly<Record<string, FieldFile>>,
  context: MappingContext,
): ParsedMapping {
  if (map === 'all') return { fields: [], isAllColumns: true }
  const entries = Object.entries(map)
  if (entries.length === 0) {
    context.problems.add('REV_CONFIG_MAPPING', 'Failed to read map: it maps no field.', {
      place: context.file.placeOf('map'),
      hint: 'Map a field, or write `map: all`.',
    })
  }
  const parser = new ExpressionParser(context)
  const star = map['*']
  if (Object.hasOwn(map, '*') && star !== 'all') {
    context.problems.add('REV_CONFIG_MAPPING', 'Failed to read map.*: Expected `all`.', {
      place: context.file.placeOf('map', '*'),
      hint: "Write `'*': all`, which takes every column under its own name.",
    })
  }
  return {
    fields: entries
      .filter(([name]) => name !== '*')
      .map(([name, field]) => parseField(name, field, parser, context)),
    isAllColumns: Object.hasOwn(map, '*'),
  }
}

const writeRules = { always: 'always', if_empty: 'if-empty', on_create: 'on-create' } as const

function parseField(
  name: string,
  field: FieldFile,
  parser: ExpressionParser,
  { file, nulls }: MappingContext,
): MappedField {
  const options = typeof field === 'string' ? {} : field
  return {
    field: name,
    expression: parser.parse(field, ['map', name]),
    write: writeRules[options.write ?? 'always'],
    nulls: options.nulls ?? nulls,
    place: file.keyPlaceOf('map', name),
  }
}

class ExpressionParser {
  readonly #context: MappingContext

  constructor(context: MappingContext) {
    this.#context = context
  }

  parse(written: ExpressionFile, path: YamlPath): Expression {
    if (typeof written === 'string') return this.#column(written, path)
    const start = this.#parseForm(written, path)
    const calls = written.apply ?? []
    return calls.reduce<Expression>(
      (value, one, index) => this.#apply(value, one, [...path, 'apply', index]),
      start,
    )
  }

  #parseForm(form: ExpressionForm, path: YamlPath): Expression {
    if (form.column !== undefined) return this.#column(form.column, [...path, 'column'])
    if (form.variable !== undefined) return { kind: 'variable', variable: form.variable }
    if (form.template !== undefined) return this.#template(form.template, [...path, 'template'])
    if (form.object !== undefined) {
      const below = [...path, 'object']
      const fields = Object.entries(form.object).map(
        ([name, one]) => [name, this.parse(one, [...below, name])] as const,
      )
      return { kind: 'object', fields }
    }
    if (form.array !== undefined) {
      return { kind: 'array', items: this.#list(form.array, [...path, 'array']) }
    }
    for (const name of ['concat', 'coalesce'] as const) {
      const items = form[name]
      if (items === undefined) continue
      const args = this.#list(items, [...path, name])
      return { kind: 'call', function: name, args, options: {}, place: this.#place(path) }
    }
    return { kind: 'constant', value: this.#constant(form.constant ?? null, [...path, 'constant']) }
  }

  #list(items: readonly ExpressionFile[], path: YamlPath): readonly Expression[] {
    return items.map((item, index) => this.parse(item, [...path, index]))
  }

  #column(column: string, path: YamlPath): Expression {
    return { kind: 'column', column, place: this.#place(path) }
  }

  #template(template: string, path: YamlPath): Expression {
    const parsed = parseTemplate(template)
    if ('reason' in parsed) {
      this.#refuse(path, parsed.reason, 'Write {{ column }}; put logic into the SQL.')
      return { kind: 'constant', value: null }
    }
    const parts = parsed.parts.map((part) =>
      typeof part === 'string' ? part : this.#column(part.column, path),
    )
    return { kind: 'template', parts }
  }

  #apply(value: Expression, written: ApplyFile, path: YamlPath): Expression {
    const place = this.#place(path)
    if (typeof written === 'string') {
      // The schema has checked that the name is one of the functions.
      const name = written as FunctionName
      return { kind: 'call', function: name, args: [value], options: {}, place }
    }
    const name = Object.keys(written).find((key) => !secondOptions.includes(key)) as FunctionName
    if (name === 'concat' || name === 'coalesce') {
      const more = this.#list(written[name] as readonly ExpressionFile[], [...path, name])
      return { kind: 'call', function: name, args: [value, ...more], options: {}, place }
    }
    const options = callOptions(name, written as Readonly<Record<string, Value>>)
    this.#constant(options, path)
    this.#checkDates(options, path)
    return { kind: 'call', function: name, args: [value], options, place }
  }

  #constant(value: Value, path: YamlPath): Value {
    const reason = unfitReason(value)
    if (reason !== undefined) this.#refuse(path, reason, 'Use another constant.')
    return value
  }

  #checkDates({ format, zone }: Readonly<Record<string, Value>>, path: YamlPath): void {
    const unknown = typeof format === 'string' ? unknownSpecifier(format) : undefined
    if (unknown !== undefined) {
      const hint = `Known: ${Object.keys(dateSpecifiers).join(' ')}.`
      this.#refuse(path, `"${unknown}" means nothing in a date format`, hint)
    }
    if (typeof zone === 'string' && !isTimeZone(zone)) {
      this.#refuse(path, `"${zone}" is not a time zone`, 'Write one such as Europe/Stockholm.')
    }
  }

  #place(path: YamlPath): MappedField['place'] {
    return this.#context.file.placeOf(...path)
  }

  #refuse(path: YamlPath, reason: string, hint: string): void {
    this.#context.problems.add(
      'REV_CONFIG_MAPPING',
      `Failed to read ${pathWords(path)}: ${reason}.`,
      { place: this.#place(path), hint },
    )
  }
}

/** Keys that stand beside the function's own name. */
const secondOptions: readonly string[] = ['else', 'zone']

/** Options under the names that `mapping-functions.ts` has, whatever short form the file uses. */
function callOptions(
  name: FunctionName,
  written: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const option = written[name] ?? null
  const rest = Object.fromEntries(Object.entries(written).filter(([key]) => key !== name))
  return groupedOptions.includes(name)
    ? (option as Readonly<Record<string, Value>>)
    : { [mainOptions[name] ?? name]: option, ...rest }
}

/** Functions whose options are written as a group. */
const groupedOptions: readonly FunctionName[] = ['replace', 'substring', 'timestamp']

const mainOptions: Readonly<Partial<Record<FunctionName, string>>> = {
  default: 'value',
  date: 'format',
  time: 'format',
  format_date: 'format',
  split: 'separator',
  join: 'separator',
  lookup: 'table',
  sha256: 'as',
  e164: 'country',
}

function unfitReason(value: Value): string | undefined {
  if (typeof value === 'string') {
    return value.isWellFormed() ? undefined : 'a text has half of a surrogate pair'
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : 'JSON has no such number'
  }
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return undefined
  for (const one of Object.values(value)) {
    const reason = unfitReason(one)
    if (reason !== undefined) return reason
  }
  return undefined
}
