import { jsonObject, type Context, type ValueRecord } from '@revetl/sdk'
import { refusedRequest } from '../answers/refused-request.ts'
import { describeObject } from '../client.ts'
import type { Config } from '../config.ts'

/** What the org says of its objects; each one is asked for once. */
export class Descriptions {
  readonly #ctx: Context<Config>
  readonly #asked = new Map<string, Promise<ValueRecord | undefined>>()

  constructor(ctx: Context<Config>) {
    this.#ctx = ctx
  }

  /** How many requests may be under way, which batches may be. */
  get parallel(): number {
    return this.#ctx.config.parallel
  }

  /** The description of an object; undefined where the user may not see it. */
  of(object: string): Promise<ValueRecord | undefined> {
    const asked = this.#asked.get(object) ?? this.#ask(object)
    this.#asked.set(object, asked)
    return asked
  }

  async #ask(object: string): Promise<ValueRecord | undefined> {
    const response = await describeObject(this.#ctx, object)
    if (response.isOk) return jsonObject(response.json())
    const error = refusedRequest(response, `describe ${object}`)
    if (response.status !== 404 && error.code !== 'REV_AUTH_SCOPE') throw error
    this.#ctx.log.warn(error.message)
    return undefined
  }
}
