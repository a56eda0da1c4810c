import { suggestName } from '@revetl/sdk/host'
import type { Model } from '../../model.ts'
import type { DbtReference } from '../dbt/read-dbt-model.ts'
import type { Problems } from '../problems.ts'
import { findRefs, type FoundRefs, type SqlRef } from './find-refs.ts'
import { joinRefs, type RefPart } from './join-refs.ts'
import { sqlPlace } from './sql-place.ts'

interface RefContext {
  /** The models as their files have them. */
  readonly models: ReadonlyMap<string, Model>
  /** All names of models/, those of broken files too. */
  readonly names: readonly string[]
  readonly problems: Problems
  readonly addDbt: ((reference: DbtReference) => Promise<Model | undefined>) | undefined
}

/** The models with the SQL of those that they refer to before their own. A model whose refs are wrong is left out. */
export async function compileRefs(context: RefContext): Promise<ReadonlyMap<string, Model>> {
  const compiler = new RefCompiler(context)
  const compiled = new Map<string, Model>()
  for (const model of context.models.values()) {
    const done = await compiler.compile(model)
    if (done !== undefined) compiled.set(done.name, done)
  }
  return compiled
}

class RefCompiler {
  readonly #context: RefContext
  readonly #found = new Map<string, FoundRefs>()
  readonly #told = new Set<string>()

  constructor(context: RefContext) {
    this.#context = context
  }

  async compile(model: Model): Promise<Model | undefined> {
    const { refs, unknown } = this.#refsOf(model)
    if (refs.length === 0 && unknown.length === 0) return model
    const parts = new Map<string, RefPart>()
    if (!(await this.#collect(model, parts, [model.name]))) return undefined
    const joined = joinRefs(model, refs, [...parts.values()])
    const dbtParts = [...parts.values()].map((part) => part.model).filter(({ dbt }) => dbt)
    return { ...model, ...joined, refs: [...new Set(refs.map(({ name }) => name))], dbtParts }
  }

  /** Adds what a model refers to, the innermost first. @returns whether all of it can be. */
  async #collect(
    model: Model,
    parts: Map<string, RefPart>,
    path: readonly string[],
  ): Promise<boolean> {
    const { refs, unknown } = this.#refsOf(model)
    for (const offset of unknown) this.#tellUnknown(model, offset)
    let isFine = unknown.length === 0
    for (const ref of refs) {
      if (path.includes(ref.name)) {
        this.#tellCircle(model, ref, path)
        return false
      }
      if (parts.has(ref.name)) continue
      const target = await this.#target(model, ref)
      if (target === undefined || !(await this.#collect(target, parts, [...path, ref.name]))) {
        isFine = false
        continue
      }
      parts.set(ref.name, { name: ref.name, model: target, refs: this.#refsOf(target).refs })
    }
    return isFine
  }

  #refsOf(model: Model): FoundRefs {
    const known = this.#found.get(model.name)
    if (known !== undefined) return known
    const isOwn = model.query.kind === 'sql' && model.dbt === undefined
    const found = isOwn ? findRefs(sqlOf(model)) : { refs: [], unknown: [] }
    this.#found.set(model.name, found)
    return found
  }

  async #target(model: Model, ref: SqlRef): Promise<Model | undefined> {
    const { models, names, addDbt } = this.#context
    const place = sqlPlace(model, sqlOf(model), ref.offset)
    const isOurs = names.includes(ref.name)
    this.#problemsOf(model).needs(isOurs ? `model ${ref.name}` : `dbt model ${ref.name}`)
    const found = isOurs ? models.get(ref.name) : await addDbt?.({ name: ref.name, place })
    if (found === undefined) {
      // What dbt does not have it told itself; what a file has wrong is told at the file.
      if (!isOurs && addDbt === undefined) {
        const hint = suggestName(ref.name, names)
        this.#tell(model, ref.offset, `there is no model "${ref.name}" to refer to`, hint)
      }
      return undefined
    }
    if (found.source.name !== model.source.name) {
      const [its, ours] = [found.source.name, model.source.name]
      const reason = `"${ref.name}" is read from ${its}, and this model from ${ours}`
      this.#tell(
        model,
        ref.offset,
        reason,
        'One statement runs in one source: refer to models of it.',
      )
      return undefined
    }
    if (found.query.kind === 'sql' || found.dbt !== undefined) return found
    const reason = `"${ref.name}" is no SQL`
    this.#tell(model, ref.offset, reason, 'Write the name of its table, or its files, in the SQL.')
    return undefined
  }

  #tellUnknown(model: Model, offset: number): void {
    const reason = 'it has a template that is not known'
    this.#tell(
      model,
      offset,
      reason,
      "Only `{{ ref('model') }}` is; the rest of dbt's Jinja is not.",
    )
  }

  #problemsOf(model: Model): Problems {
    return this.#context.problems.part(`model ${model.name}`)
  }

  /** Once for each circle: at the first of its models. */
  #tellCircle(model: Model, { name, offset }: SqlRef, path: readonly string[]): void {
    const circle = path.slice(path.indexOf(name))
    const [first] = circle.toSorted()
    if (circle[0] !== first) return
    const reason = `its refs go in a circle: ${[...circle, name].join(' → ')}`
    this.#tell(model, offset, reason, 'Take one of the refs out.')
  }

  #tell(model: Model, offset: number, reason: string, hint: string): void {
    const place = sqlPlace(model, sqlOf(model), offset)
    const at = `${place.file}:${place.line}:${place.column}`
    if (this.#told.has(at)) return
    this.#told.add(at)
    const message = `Failed to read ${place.file}: ${reason}.`
    this.#problemsOf(model).add('REV_CONFIG_REFERENCE', message, { place, hint })
  }
}

function sqlOf({ query }: Model): string {
  return query.kind === 'sql' ? query.sql : ''
}
