import { CannotRun, type Trial } from '../../trial/trial.ts'

/** A configuration with which nothing can be reached. @throws CannotRun */
export async function deadConfig(trial: Trial): Promise<object> {
  if (trial.subject.isLocal) throw new CannotRun('it talks to no host')
  const { unreachable, simulator, config } = await trial.system()
  if (unreachable !== undefined) return unreachable
  if (simulator === undefined) {
    throw new CannotRun('its conformance file gives no unreachable configuration', {
      isBlocked: true,
    })
  }
  return configAt(config, simulator.url, 'http://127.0.0.1:1')
}

/** The configuration with another address in the place of the simulator's. */
export function configAt(config: object, from: string, to: string): object {
  return JSON.parse(JSON.stringify(config).replaceAll(from, to)) as object
}
