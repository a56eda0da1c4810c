export { loadProject, type LoadProjectOptions } from './config/load-project.ts'
export { projectSchema, type ProjectSchemas } from './config/project-schema.ts'
export type { ProjectNames } from './config/editor/sync-schema.ts'
export type { DiscoveryReport, OfferedField, OfferedObject } from './discovery-report.ts'
export { diskFiles, type FileInfo, type ProjectFiles } from './config/project-files.ts'
export type { ConnectorCode, ConnectorResolver, InstalledConnector } from './connector.ts'
export type { Desk, RejectSelection } from './desk.ts'
export type {
  ConnectionLogin,
  Engine,
  Logout,
  OpenLogin,
  PlanOptions,
  RunOptions,
  VerifyOptions,
} from './engine.ts'
export type {
  BrowserLogin,
  DeviceLogin,
  Login,
  LoginDone,
  LoginMethod,
  LoginStatus,
} from '@revetl/http'
export {
  modelRules,
  type ModelColumn,
  type ModelDbtReport,
  type ModelFinding,
  type ModelPreview,
  type ModelReport,
} from './model-reports.ts'
export { runsIn, type Connection, type RunIn } from './connection.ts'
export {
  functionNames,
  runVariables,
  type Expression,
  type FunctionName,
  type MappedField,
  type RunVariable,
} from './mapped-field.ts'
export {
  type Contract,
  type ContractColumn,
  type DbtColumn,
  type DbtModel,
  type DbtResult,
  type DbtRunResults,
  type DbtTestInfo,
  type Model,
} from './model.ts'
export { syncModes, type Guard, type Project, type Sync, type SyncMode } from './project.ts'
export type {
  Drift,
  DriftExample,
  FieldDrift,
  ReadBackReport,
  ReadBackRule,
} from './read-back-report.ts'
export type {
  ChangeCounts,
  ChangeSample,
  CheckFinding,
  CheckReport,
  OutcomeCounts,
  PlanReport,
  RecordHistory,
  RejectEntry,
  RejectSample,
  RowProblem,
  RunProgress,
  RunReport,
  RunStatus,
  RunSummary,
  ScratchReport,
  StateMove,
  StateReport,
  SyncStatus,
} from './reports.ts'
export { openEngine, type EngineOptions } from './run/open-engine.ts'
