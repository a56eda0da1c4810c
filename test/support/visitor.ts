/** A page as a visitor sees it. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly html: string
}

/** Somebody with a browser: follows redirects, keeps cookies, sends forms. */
export class Visitor {
  readonly #cookies = new Map<string, string>()

  /** Opens an address and goes where it leads. */
  open(url: string): Promise<Page> {
    return this.#go(url, { method: 'GET' })
  }

  /** Sends the form of a page, with what is hidden in it. */
  send(page: Page, fields: Readonly<Record<string, string>>): Promise<Page> {
    const action = /<form[^>]*action="([^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&')
    if (action === undefined) throw new Error(`no form at ${page.url}: ${page.html}`)
    const hidden = [...page.html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(
      ([tag]) => [attribute(tag, 'name'), attribute(tag, 'value')] as const,
    )
    const body = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields })
    return this.#go(new URL(action, page.url).href, { method: 'POST', body })
  }

  /** Logs in as somebody and agrees to what is asked, from any page of that. @returns where it ended */
  async agree(start: Page, name = 'ada'): Promise<Page> {
    let page = start
    for (let step = 0; step < 6 && page.html.includes('name="prompt"'); step++) {
      const isLogin = page.html.includes('name="login"')
      page = await this.send(page, isLogin ? { login: name, password: 'any' } : {})
    }
    return page
  }

  /** Turns down what is asked. */
  async refuse(page: Page): Promise<Page> {
    const link = /href="([^"]*\/abort)"/.exec(page.html)?.[1]
    if (link === undefined) throw new Error(`nothing to refuse at ${page.url}: ${page.html}`)
    return this.open(new URL(link, page.url).href)
  }

  async #go(first: string, init: RequestInit): Promise<Page> {
    let url = first
    let request = init
    for (let hop = 0; hop < 10; hop++) {
      const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await fetch(url, { ...request, redirect: 'manual', headers: { cookie } })
      for (const line of answer.headers.getSetCookie()) this.#keep(line)
      const location = answer.headers.get('location')
      if (location === null) return { url, status: answer.status, html: await answer.text() }
      await answer.body?.cancel()
      url = new URL(location, url).href
      request = { method: 'GET' }
    }
    throw new Error(`too many redirects from ${first}`)
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}

function attribute(tag: string, name: string): string {
  return new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
}
