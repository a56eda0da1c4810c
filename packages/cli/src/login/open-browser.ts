import { spawn } from 'node:child_process'

/** Opens an address in the user's browser, where this machine has one. The address is printed in any case. */
export function openBrowser(url: string, { platform, env } = process): void {
  const command = commandOf(platform, env)
  if (command === undefined) return
  const [program, ...args] = command
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', () => 'the user has the address')
  child.unref()
}

function commandOf(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
): readonly [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  // Without a screen it would open a browser of text in this terminal.
  return env['DISPLAY'] === undefined && env['WAYLAND_DISPLAY'] === undefined
    ? undefined
    : ['xdg-open']
}
