export type { ConnectorKind } from './connector-package.ts'
export {
  createConnectorResolver,
  type ConnectorReference,
  type ConnectorSurvey,
  type ProjectConnectors,
  type ResolvedCode,
  type ResolvedConnector,
} from './connector-resolver.ts'
export type { ConnectorPin, ConnectorPins } from './lock-file.ts'
