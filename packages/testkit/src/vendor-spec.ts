// Holds the traffic of a connector against the vendor's own description of its API; its own entry, because that needs
// libraries that nothing else needs.
export { checkVendorSpec, type VendorSpecCheck } from './vendor-spec/check-vendor-spec.ts'
export type { Mismatch } from './vendor-spec/check/mismatch.ts'
export {
  defineVendorSpec,
  type DescribedVendor,
  type Description,
  type DescriptionException,
  type UndescribedVendor,
  type VendorSpec,
} from './vendor-spec/define-vendor-spec.ts'
export { testVendorSpec } from './vendor-spec/test-vendor-spec.ts'
export type { CountedMismatch, VendorSpecReport } from './vendor-spec/vendor-spec-report.ts'
