export type { ConnectorKind } from './connector-package.ts'
export {
  createConnectorResolver,
  type ConnectorSurvey,
  type ProjectConnectors,
  type ResolvedConnector,
} from './connector-resolver.ts'
export { nearestName } from './nearest-name.ts'
