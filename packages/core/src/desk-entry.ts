export { loadProject } from './config/load-project.ts'
export { openDesk } from './run/open-ledger.ts'
