import type { ThrowAwayServer } from '../throw-away-server.ts'

const image = 'mariadb:11.8'
const password = 'throw-away'

/**
 * Starts a throw-away server in a container. It ends with this process: testcontainers brings a companion that
 * removes what a dead process has left.
 * @returns undefined where the library testcontainers or a container runtime is missing.
 */
export async function startMariadbContainer(): Promise<ThrowAwayServer | undefined> {
  const containers = await import('testcontainers').catch(() => undefined)
  if (!containers) return undefined
  try {
    await containers.getContainerRuntimeClient()
  } catch {
    return undefined
  }
  const container = await new containers.GenericContainer(image)
    .withEnvironment({ MARIADB_ROOT_PASSWORD: password })
    .withCommand(['--innodb-lock-wait-timeout=5', '--max-allowed-packet=64M'])
    .withTmpFs({ '/var/lib/mysql': 'rw' })
    .withExposedPorts(3306)
    // The image starts once to initialize and once for good.
    .withWaitStrategy(containers.Wait.forLogMessage(/ready for connections/, 2))
    .start()
  const address = `${container.getHost()}:${container.getMappedPort(3306)}`
  return {
    url: `mysql://root:${password}@${address}/`,
    stop: async () => {
      await container.stop()
    },
  }
}
