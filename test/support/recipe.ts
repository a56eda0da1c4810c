import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { workspacePath } from './run-rev.ts'

/** A project of `examples/`, set up as its README says. */
export interface Recipe {
  readonly folder: string
  /** What its README exports. */
  readonly env: Readonly<Record<string, string>>
  /** The commands of rev in its README, in order, without `npx rev`. */
  readonly commands: readonly string[]
  /** What the simulator of a connector shows of itself. */
  readState(connector: string): Promise<never>
  /** Replaces text in a file of the project by what the README says. */
  edit(file: string, from: string, to: string): Promise<void>
}

type Announced = Readonly<Record<string, unknown>>

/** Copies a recipe, starts the simulators that its README starts, and exports what it exports. */
export async function followReadme(name: string): Promise<Recipe> {
  const example = path.join(workspacePath, 'examples', name)
  const folder = await copyInto(example)
  const readme = await readFile(path.join(example, 'README.md'), 'utf8')
  const script = /^```sh\n(.*?)^```/ms.exec(readme)?.[1] ?? ''
  const urls = new Map<string, string>()
  const env: Record<string, string> = {}
  const commands: string[] = []
  let announced: Announced = {}
  for (const line of script.split('\n')) {
    const [first, ...words] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (first === 'node') {
      const [program = '', ...args] = words
      announced = await startProgram(path.resolve(example, program), { args, folder })
      urls.set(program.split('/').at(-3) ?? '', String(announced['url']))
    } else if (first === 'export') {
      for (const word of words) define(env, word, announced)
    } else if (first === 'npx') {
      commands.push(words.slice(1).join(' '))
    }
  }
  return {
    folder,
    env,
    commands,
    readState: async (connector) => {
      const answer = await fetch(`${urls.get(connector)}/__simulator/state`)
      return ((await answer.json()) as { readonly state: never }).state
    },
    edit: async (file, from, to) => {
      if (!readme.includes(to)) throw new Error(`The README of ${name} does not say ${to}`)
      const target = path.join(folder, file)
      const text = await readFile(target, 'utf8')
      if (!text.includes(from)) throw new Error(`${name}/${file} does not contain ${from}`)
      await writeFile(target, text.replace(from, to))
    },
  }
}

/** A copy inside the example, which finds the connectors of the example. */
async function copyInto(example: string): Promise<string> {
  const folder = path.join(example, '.demo')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
  for (const part of ['rev.yaml', 'models', 'syncs']) {
    await cp(path.join(example, part), path.join(folder, part), { recursive: true })
  }
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Starts a simulator, which ends with the test. @returns what its first line says */
async function startProgram(
  program: string,
  { args, folder }: { readonly args: readonly string[]; readonly folder: string },
): Promise<Announced> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    if (child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit'),
  ])) as [unknown]
  if (typeof line !== 'string') throw new Error(`${program} ended with ${String(line)}.`)
  return JSON.parse(line) as Announced
}

/** `NAME=<place>`, where the place leads into what a simulator has announced. */
function define(env: Record<string, string>, word: string, announced: Announced): void {
  const [, name = '', place = ''] = /^(\w+)=<([\w.]+)>$/.exec(word) ?? []
  const value = place
    .split('.')
    .reduce<unknown>((inside, part) => (inside as Announced | undefined)?.[part], announced)
  if (typeof value !== 'string') throw new Error(`No simulator has announced ${word}.`)
  env[name] = value
}
