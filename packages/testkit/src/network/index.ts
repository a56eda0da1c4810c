export { testCertificate, type CertificateOptions, type TestCertificate } from './certificate.ts'
export { startFaultProxy, type FaultProxy, type FaultProxyOptions } from './fault-proxy.ts'
export {
  startRawServer,
  type RawConnection,
  type RawHandler,
  type RawRequest,
  type RawServer,
  type RawServerOptions,
} from './raw-server.ts'
export type { Toxic, ToxicTime } from './toxics.ts'
