// Sends batches through undici's pool, so many at once, and reads and counts every answer.
import { Pool } from 'undici'

const headers = { 'content-type': 'application/json' }

/** The sending half of a script. */
export class Sender {
  #pool
  #inFlightMax
  #inFlight = 0
  #delivered = 0
  #rejected = 0
  /** @type {unknown} */
  #failure
  #wake = () => {}

  /** @param {string} port @param {number} [inFlightMax] */
  constructor(port, inFlightMax = 16) {
    this.#pool = new Pool(`http://127.0.0.1:${port}`, { connections: inFlightMax })
    this.#inFlightMax = inFlightMax
  }

  /**
   * Resolves when the batch is on its way; waits while as many are as may be.
   * @param {string | Buffer} body
   * @param {number} records
   */
  async send(body, records) {
    await this.#untilBelow(this.#inFlightMax)
    this.#inFlight += 1
    this.#post(body, records)
      .catch((error) => (this.#failure ??= error))
      .finally(() => {
        this.#inFlight -= 1
        this.#wake()
      })
  }

  /** Resolves with the counts when every batch is answered. */
  async end() {
    await this.#untilBelow(1)
    await this.#pool.close()
    return { delivered: this.#delivered, rejected: this.#rejected }
  }

  /** @param {string | Buffer} body @param {number} records */
  async #post(body, records) {
    const answer = await this.#pool.request({ path: '/records', method: 'POST', headers, body })
    const { results } = /** @type {{ results: { status: string }[] }} */ (await answer.body.json())
    if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`)
    if (results.length !== records) throw new Error(`${results.length} answers of ${records}`)
    for (const { status } of results) {
      if (status === 'ok') this.#delivered += 1
      else this.#rejected += 1
    }
  }

  /** @param {number} limit */
  async #untilBelow(limit) {
    while (this.#inFlight >= limit && this.#failure === undefined) {
      await new Promise((resolve) => (this.#wake = () => resolve(undefined)))
    }
    if (this.#failure !== undefined) throw this.#failure
  }
}
