import { refuseMapping, typeName, type CompileScope, type TypedSql } from './typed-sql.ts'
import { decimalText } from './value-text.ts'

/** How the canonical texts of types look, for constants that stand in for such a value. */
const canonicalTexts: Readonly<Partial<Record<TypedSql['type'], RegExp>>> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}:\d{2}(\.\d{1,9})?$/,
  timestamp: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?$/,
  timestamptz: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/,
  uuid: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/,
  bytes: /^[A-Za-z0-9+/]*={0,2}$/,
}

/**
 * Values as values of one type and form, so that one SQL expression can choose between them. Whole numbers become
 * decimals beside decimals; constants take the type of the others where they have its form.
 * @throws `REV_CONFIG_MAPPING` where the types do not go together.
 */
export function unifyTypes(values: readonly TypedSql[], scope: CompileScope): readonly TypedSql[] {
  const decisive = values.filter(({ constant }) => constant === undefined)
  const notNull = values.filter(({ constant }) => constant?.kind !== 'null')
  const models = decisive.length > 0 ? decisive : notNull
  const model = models.reduce<TypedSql | undefined>(
    (wide, one) => (wide === undefined ? one : wider(wide, one, scope)),
    undefined,
  )
  if (model === undefined) return values
  const fitted = values.map((value) => fit(value, model, scope))
  // Decimals of several scales meet as texts: a common DECIMAL could overflow.
  return model.type === 'decimal' && values.length > 1 ? fitted.map(decimalAsText) : fitted
}

const exactNumbers: readonly TypedSql['type'][] = ['integer', 'decimal']

function wider(a: TypedSql, b: TypedSql, scope: CompileScope): TypedSql {
  if (a.type === b.type) return a
  if (exactNumbers.includes(a.type) && exactNumbers.includes(b.type)) {
    return a.type === 'decimal' ? a : b
  }
  return refuseMix(a, b, scope)
}

function fit(value: TypedSql, model: TypedSql, scope: CompileScope): TypedSql {
  const { constant, type } = value
  if (constant?.kind === 'null') return nullLike(model)
  if (type === model.type) return value
  if (type === 'integer' && model.type === 'decimal') {
    return { ...value, type: 'decimal', form: 'text', sql: `${value.sql}::VARCHAR` }
  }
  if (constant?.kind === 'number' && model.type === 'number') {
    return { ...value, type: 'number', form: 'native', sql: `'${constant.text}'::DOUBLE` }
  }
  if (constant?.kind === 'number' && model.type === 'decimal') {
    return { ...value, type: 'decimal', form: 'text', sql: `'${constant.text}'` }
  }
  if (constant?.kind === 'text' && canonicalTexts[model.type]?.test(constant.text) === true) {
    return { ...value, type: model.type }
  }
  return refuseMix(model, value, scope)
}

function nullLike({ type, form }: TypedSql): TypedSql {
  const natives = { boolean: 'BOOLEAN', integer: 'BIGINT', number: 'DOUBLE' } as const
  const native =
    form === 'native' && type !== 'decimal' ? natives[type as keyof typeof natives] : 'VARCHAR'
  return {
    sql: `NULL::${native}`,
    type,
    form: type === 'decimal' ? 'text' : form,
    problems: [],
    isVolatile: false,
    isBuilt: true,
    constant: { kind: 'null' },
  }
}

function decimalAsText(value: TypedSql): TypedSql {
  return value.form === 'text' ? value : { ...value, form: 'text', sql: decimalText(value) }
}

function refuseMix(a: TypedSql, b: TypedSql, scope: CompileScope): never {
  return refuseMapping(
    `${typeName(a.type)} and ${typeName(b.type)} do not go together`,
    'Give all values one type, for example with the function `string`.',
    scope,
  )
}
