import path from 'node:path'
import type { FilePermission, Permissions } from '@revetl/sdk'

const anything = '*'

/** What the permissions of a connector are granted against. */
export interface GrantContext {
  readonly permissions: Permissions
  /** Folders of code that the child must read. */
  readonly codeFolders: readonly string[]
  readonly config: Readonly<Record<string, unknown>>
  readonly projectPath: string
  readonly tempPath: string
  readonly heapMegabytes: number
  /** The flags that this Node knows. */
  readonly knows: (flag: string) => boolean
}

/** The command line by which Node holds a connector to its permissions. */
export function nodeFlags(context: GrantContext): readonly string[] {
  const { permissions, codeFolders, heapMegabytes, knows } = context
  const { addons = false, net = false, fsRead = [], fsWrite = [] } = permissions
  const read = grantsOf([...codeFolders, ...fsRead.flatMap(pathsOf)])
  const write = grantsOf(fsWrite.flatMap(pathsOf))
  return [
    '--permission',
    `--max-old-space-size=${heapMegabytes}`,
    // As `rev` itself is started: a batch is through long before much memory is full of them.
    '--max-semi-space-size=16',
    '--no-allocation-site-pretenuring',
    ...read.map((file) => `--allow-fs-read=${file}`),
    ...write.map((file) => `--allow-fs-write=${file}`),
    // SQLite opens files without asking the permission model.
    ...(addons ? ['--allow-addons'] : ['--no-experimental-sqlite']),
    ...(net && knows('--allow-net') ? ['--allow-net'] : []),
    '--no-warnings',
  ]

  function pathsOf(permission: FilePermission): readonly string[] {
    switch (permission) {
      case 'any':
        return [anything]
      case 'project':
        return [context.projectPath]
      case 'temp':
        return [context.tempPath]
      default:
        return configPaths(permission, context)
    }
  }
}

function configPaths(
  permission: string,
  { config, projectPath }: Pick<GrantContext, 'config' | 'projectPath'>,
): readonly string[] {
  const [, ...steps] = permission.split('.')
  const value = steps.reduce<unknown>((at, step) => {
    const isObject = typeof at === 'object' && at !== null && Object.hasOwn(at, step)
    return isObject ? (at as Readonly<Record<string, unknown>>)[step] : undefined
  }, config)
  const texts = [value].flat().filter((one) => typeof one === 'string' && one !== '')
  return (texts as string[]).map((text) => path.resolve(projectPath, text))
}

/**
 * Each folder with what is in it, and nothing that lies in another one. Parents come first: the permission model of
 * Node forgets a parent that is granted after something in it.
 */
function grantsOf(paths: readonly string[]): readonly string[] {
  if (paths.includes(anything)) return [anything]
  const kept: string[] = []
  for (const one of [...new Set(paths)].toSorted()) {
    if (!kept.some((above) => one.startsWith(above + path.sep))) kept.push(one)
  }
  // A folder that does not exist yet is granted with what will be in it.
  return kept.flatMap((folder) => [folder, path.join(folder, '*')])
}
