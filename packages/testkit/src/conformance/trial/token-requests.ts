import { validateConfig } from '@revetl/sdk/host'
import type { SimulatorRequest } from '../../simulator/request.ts'
import type { Trial } from './trial.ts'

/** Tells the requests for access tokens, which the gateway sends by itself, from those of the connector. */
export async function tokenRequests(
  trial: Trial,
): Promise<(request: Pick<SimulatorRequest, 'path'>) => boolean> {
  const { definition } = trial.subject
  const auth = definition.auth?.(await validateConfig(definition.config, await trial.config()))
  if (auth === undefined || !('tokenUrl' in auth)) return () => false
  const { pathname } = new URL(auth.tokenUrl)
  return ({ path }) => path === pathname
}
