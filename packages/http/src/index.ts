export {
  createMemoryTokenStore,
  type LoginFacts,
  type StoredTokens,
  type TokenStore,
} from './auth/token-store.ts'
export type { EgressPolicy } from './egress/policy.ts'
export type {
  BrowserLogin,
  DeviceLogin,
  Login,
  LoginDone,
  LoginMethod,
  LoginStatus,
} from './login/login.ts'
export { createGateway } from './gateway.ts'
export {
  createLimiterRegistry,
  type LimiterRegistry,
  type LimiterRegistryOptions,
} from './limits/limiter-registry.ts'
export type {
  Gateway,
  GatewayCall,
  GatewayClient,
  GatewayOptions,
  GatewayStats,
  ProxyOptions,
  Timeouts,
  TlsOptions,
  Transport,
} from './options.ts'
export { createRedactor, type Redactor } from './redact/redactor.ts'
export { systemClock } from '@revetl/sdk/host'
