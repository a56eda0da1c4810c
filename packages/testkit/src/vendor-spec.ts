// Holds the traffic of a connector against the vendor's own description of its API; its own entry, because that needs
// libraries that nothing else needs.
export {
  defineVendorSpec,
  type DescribedVendor,
  type Description,
  type DescriptionException,
  type UndescribedVendor,
  type VendorSpec,
} from './vendor-spec/define-vendor-spec.ts'
