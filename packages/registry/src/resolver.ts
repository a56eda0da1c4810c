// What finds installed connectors, and the words for installing them, without what installs: every command that works on a
// project needs it.
export {
  readConnectorPackage,
  type ConnectorKind,
  type ConnectorPackage,
} from './connector-package.ts'
export {
  createConnectorResolver,
  type ConnectorReference,
  type ConnectorSurvey,
  type ProjectConnectors,
  type ResolvedCode,
  type ResolvedConnector,
} from './connector-resolver.ts'
export { permissionTexts } from './install/grants.ts'
export { refusalReasons } from './install/refusals.ts'
