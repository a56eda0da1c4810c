import { validateConfig } from '@revetl/sdk/host'
import type { Trial } from '../../trial/trial.ts'

/** The hosts that the connector declares for a configuration that works. */
export async function declaredHosts(trial: Trial): Promise<readonly string[]> {
  const { definition } = trial.subject
  const config = await validateConfig(definition.config, await trial.config())
  const { hosts } = definition.network
  const auth = definition.auth?.(config)
  const tokens = auth !== undefined && 'tokenUrl' in auth ? [new URL(auth.tokenUrl).host] : []
  return [...(typeof hosts === 'function' ? hosts(config) : hosts), ...tokens]
}
