import type { ThrowAwayServer } from './throw-away-server.ts'

const image = 'postgres:18-alpine'
const user = 'postgres'
const password = 'throw-away'

/**
 * Starts a throw-away server in a container. It ends with this process: testcontainers brings a companion that
 * removes what a dead process has left.
 * @returns undefined where the library testcontainers or a container runtime is missing.
 */
export async function startPostgresContainer(): Promise<ThrowAwayServer | undefined> {
  const containers = await import('testcontainers').catch(() => undefined)
  if (!containers) return undefined
  try {
    await containers.getContainerRuntimeClient()
  } catch {
    return undefined
  }
  const container = await new containers.GenericContainer(image)
    .withEnvironment({ POSTGRES_USER: user, POSTGRES_PASSWORD: password })
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=200'])
    .withTmpFs({ '/var/lib/postgresql': 'rw' })
    .withExposedPorts(5432)
    // The image starts once to initialize and once for good.
    .withWaitStrategy(containers.Wait.forLogMessage(/ready to accept connections/, 2))
    .start()
  const address = `${container.getHost()}:${container.getMappedPort(5432)}`
  return {
    url: `postgres://${user}:${password}@${address}/postgres`,
    stop: async () => {
      await container.stop()
    },
  }
}
