import { errorCodes, operationNames } from '@revetl/sdk'
import { skip, type PackageCheck } from '../check.ts'
import { CheckFailure, expectNone } from '../check-failure.ts'

/** What the documents and the code say of each other. */
export const documentChecks: readonly PackageCheck[] = [
  {
    id: 'O06',
    title: 'every error code in the code is one that the documents explain with a remedy',
    level: 'S',
    severity: 'must',
    about: 'package',
    run: async (subject) => {
      for (const { name, text } of await subject.code()) {
        for (const match of text.matchAll(/['"`](REV_[A-Z0-9_]+)['"`]/g)) {
          const [, code = ''] = match
          if (Object.hasOwn(errorCodes, code)) continue
          const line = text.slice(0, match.index).split('\n').length
          throw new CheckFailure({
            expected: 'a code of docs/errors.md',
            got: code,
            place: { file: name, line },
            fix: 'Use the code that fits best; what the vendor calls it goes into vendorCode.',
          })
        }
      }
    },
  },
  {
    id: 'O07',
    title: 'the version of the vendor API is not past its sunset',
    level: 'S',
    severity: 'should',
    about: 'package',
    run: async (subject) => {
      const { vendor } = await subject.manifest()
      const sunset = vendor?.api?.sunset
      if (sunset === undefined) return skip('it declares no sunset, and has no recorded traffic')
      const isPast = Date.parse(sunset) < Date.now()
      expectNone(isPast ? [sunset] : [], 'a sunset that is still to come')
      return undefined
    },
  },
  {
    id: 'O09',
    title: 'the README has a sync to copy for the objects of the connector',
    level: 'S',
    severity: 'should',
    about: 'package',
    run: async (subject) => {
      const manifest = await subject.manifest()
      if (manifest.kind !== 'destination') return skip('it is no destination')
      const readme = (await subject.read('README.md')) ?? ''
      const blocks = [...readme.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => text)
      const syncs = blocks.filter((text) => /^object:/m.test(text) && /^model:/m.test(text))
      expectNone(
        syncs.length > 0 ? [] : ['none'],
        'a sync in yaml with model, destination, object and mode',
      )
      const objects = Object.keys(manifest.objects ?? {})
      const modes = new Set<string>([...operationNames, 'mirror', 'audience'])
      for (const sync of syncs) {
        const value = (key: string) => new RegExp(`^${key}:\\s*([^\\s#]+)`, 'm').exec(sync)?.[1]
        const [object, mode] = [value('object') ?? '', value('mode')]
        const isKnown = objects.includes(object) || manifest.dynamicObject !== undefined
        const line = readme.slice(0, readme.indexOf(sync)).split('\n').length
        const place = { file: 'README.md', line }
        if (!isKnown) {
          const fix = `Name one of ${objects.join(', ')} in "object:" of the sync.`
          throw new CheckFailure({
            expected: 'an object of the connector',
            got: object,
            place,
            fix,
          })
        }
        if (mode === undefined || modes.has(mode)) continue
        throw new CheckFailure({ expected: 'a mode of rev', got: mode, place })
      }
      return undefined
    },
  },
]
