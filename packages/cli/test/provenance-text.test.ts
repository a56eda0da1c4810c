import type { SignatureVerdicts } from '@revetl/registry'
import { expect, test } from 'vitest'
import { provenanceText } from '../src/text/provenance-text.ts'

const acme = { name: 'rev-destination-acme', version: '1.2.3' }
const other = { name: 'rev-destination-other', version: '2.0.0' }
const nobody: SignatureVerdicts = { provenance: [], invalid: [], doubtful: [], problem: undefined }

const proven = (...packages: readonly { readonly name: string; readonly version: string }[]) => ({
  ...nobody,
  provenance: packages.map((one) => ({ ...one, integrity: 'sha512-a' })),
})

test.each<[string, SignatureVerdicts | undefined, string]>([
  ['names whom npm has proven', proven(acme), 'verified by npm for rev-destination-acme 1.2.3.'],
  [
    'names each of them',
    proven(other, acme),
    'verified by npm for rev-destination-acme 1.2.3, rev-destination-other 2.0.0.',
  ],
  [
    'names no other version and no other package',
    proven({ ...acme, version: '1.2.4' }, { name: 'left', version: '1.2.3' }),
    'verified by npm for none of them.',
  ],
  [
    'tells why nothing could be verified',
    { ...proven(acme), problem: 'no way to the log' },
    'could not be verified: no way to the log.',
  ],
  ['tells that nothing was asked', undefined, 'not verified, since nothing was asked.'],
])('the line of an audit about provenance %s', (_name, signatures, says) => {
  expect(provenanceText([acme, other], signatures)).toBe(`Provenance: ${says}`)
})
