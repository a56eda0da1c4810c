import { expect, test } from 'vitest'

test('every published entry loads from its built files', async () => {
  for (const name of ['sdk', 'http', 'testkit', 'core', 'registry', 'cli']) {
    expect(await import(`@revetl/${name}`), name).toBeTypeOf('object')
  }
})
