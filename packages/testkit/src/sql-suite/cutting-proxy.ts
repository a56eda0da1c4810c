import net from 'node:net'

/** A proxy in front of a server, until it is disposed of. */
export interface CuttingProxy extends AsyncDisposable {
  /** The URL of the server, through the proxy. */
  readonly url: string
}

/** Forwards everything until it has passed on what `isLast`; then it cuts the connection at the first answer. */
export async function startCuttingProxy(
  url: string,
  isLast: (bytes: Buffer) => boolean,
): Promise<CuttingProxy> {
  const target = new URL(url)
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port), target.hostname)
    let isPast = false
    client
      .on('error', () => undefined)
      .on('data', (bytes: Buffer) => {
        isPast ||= isLast(bytes)
        upstream.write(bytes)
      })
    upstream
      .on('error', () => undefined)
      .on('data', (bytes: Buffer) => {
        if (isPast) client.destroy()
        else client.write(bytes)
      })
    client.on('close', () => upstream.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const through = new URL(url)
  through.host = `127.0.0.1:${(server.address() as net.AddressInfo).port}`
  return {
    url: through.href,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
      }),
  }
}
