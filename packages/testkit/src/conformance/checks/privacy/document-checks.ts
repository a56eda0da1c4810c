import { errorCodes } from '@revetl/sdk'
import { skip, type PackageCheck } from '../check.ts'
import { CheckFailure, expectNone } from '../check-failure.ts'
import { readExamples } from './readme-examples.ts'

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
    title:
      'the README has a sync to copy for an object of the connector, and no destination without what is required',
    level: 'S',
    severity: 'should',
    about: 'package',
    run: async (subject) => {
      const manifest = await subject.manifest()
      if (manifest.kind !== 'destination') return skip('it is no destination')
      const { isComplete, faults } = readExamples(
        (await subject.read('README.md')) ?? '',
        manifest,
        subject.name,
      )
      expectNone(
        isComplete ? [] : ['none'],
        'a sync in yaml with model, destination, object and mode',
      )
      for (const { line, ...fault } of faults) {
        throw new CheckFailure({ ...fault, place: { file: 'README.md', line } })
      }
      return undefined
    },
  },
]
