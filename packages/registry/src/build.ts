// What makes an index; whoever only uses one needs nothing of it.
export { keyIdOf, readPrivateKey, readPublicKey } from './index-file/index-key.ts'
export { nextIndex, type IndexChange, type Verdict } from './index-file/next-index.ts'
export type { SignedIndex } from './index-file/registry-index.ts'
export { releaseOf, type Release, type TestedRelease } from './index-file/release.ts'
export { signIndex } from './index-file/sign-index.ts'
export { verifyIndex, type IndexTrust } from './index-file/verify-index.ts'
