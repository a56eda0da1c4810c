import { onTestFinished, vi } from 'vitest'

/** Sets variables of the environment until the test ends, for this process and those that it starts. */
export function setEnvironment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
}
