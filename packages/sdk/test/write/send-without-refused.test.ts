import { describe, expect, test } from 'vitest'
import { sendWithoutRefused, type HttpResponse, type VendorReason } from '../../src/index.ts'
import { answer } from './call.ts'

const changes = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]
const bad: VendorReason = { message: 'Bad.' }

type Named = readonly (readonly [string | number, VendorReason])[]

/** Sends the three changes to a vendor whose refusals name these, one after the other; then it says yes. */
async function send(...refusals: readonly Named[]) {
  const requests: string[] = []
  const result = await sendWithoutRefused(changes, {
    send: async (sent) => {
      requests.push(sent.map(({ id }) => id).join(''))
      return requests.length > refusals.length ? answer(200, {}) : answer(400, { message: 'No.' })
    },
    refusedBy: () => new Map(refusals[requests.length - 1]),
  })
  return { ...result, requests }
}

describe('a request', () => {
  test('that is taken is sent once', async () => {
    const { requests, sent, refused } = await send()
    expect(requests).toEqual(['abc'])
    expect(sent).toEqual(changes)
    expect(refused.size).toBe(0)
  })

  test('is sent again without the records that a refusal names by id', async () => {
    const { requests, refused, response } = await send([['b', bad]])
    expect(requests).toEqual(['abc', 'ac'])
    expect([...refused]).toEqual([['b', bad]])
    expect(response?.status).toBe(200)
  })

  test('counts positions in the request that was refused, not in the first one', async () => {
    const { requests, refused } = await send([[0, bad]], [[1, bad]])
    expect(requests).toEqual(['abc', 'bc', 'b'])
    expect([...refused.keys()]).toEqual(['a', 'c'])
  })

  test('is not sent again where no record is left', async () => {
    const { requests, response, sent } = await send([
      ['a', bad],
      [1, bad],
      [2, bad],
    ])
    expect(requests).toEqual(['abc'])
    expect(response).toBeUndefined()
    expect(sent).toEqual([])
  })

  test.each<[string, Named]>([
    ['no record', []],
    ['a record that was not sent', [['x', bad]]],
    ['a position that is none', [[3, bad]]],
  ])('whose refusal names %s is refused as a whole', async (_name, named) => {
    await expect(send(named)).rejects.toThrow(expect.objectContaining({ delivery: 'rejected' }))
  })

  test('whose refusals name another record each time is left to the halves of the host', async () => {
    const many = Array.from({ length: 9 }, (_, index) => ({ id: `${index}` }))
    let count = 0
    const sending = sendWithoutRefused(many, {
      send: async () => {
        count += 1
        return answer(400, { message: 'No.' })
      },
      refusedBy: () => new Map([[0, bad]]),
      roundsMax: 3,
    })
    await expect(sending).rejects.toThrow(expect.objectContaining({ delivery: 'rejected' }))
    expect(count).toBe(3)
  })

  test('has the reason where the vendor puts it', async () => {
    const sending = sendWithoutRefused(changes, {
      send: async (): Promise<HttpResponse> => answer(403, {}),
      refusedBy: () => new Map(),
      explain: () => ({ message: 'The scope x is missing.' }),
    })
    await expect(sending).rejects.toThrow('The scope x is missing.')
  })
})
