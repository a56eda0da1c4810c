import { orgConformance } from './org-conformance.ts'

export default orgConformance({})
