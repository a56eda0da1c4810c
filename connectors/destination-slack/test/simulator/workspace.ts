export interface Message {
  readonly ts: string
  readonly user: string
  readonly threadTs: string | undefined
  /** What the call gave, and what an update has changed. */
  readonly content: Record<string, unknown>
}

export interface Conversation {
  readonly id: string
  readonly name: string
  readonly isPrivate: boolean
  readonly isMember: boolean
  readonly isArchived: boolean
  readonly messages: Message[]
}

export const botUser = 'U0BOT00001'

/** What a simulated workspace holds. */
export class Workspace {
  readonly conversations = new Map<string, Conversation>()
  /** User ids by email. */
  readonly users = new Map<string, string>()
  #next = 1

  addChannel(name: string, more: Partial<Conversation> = {}): Conversation {
    const id = `C${String(this.#next++).padStart(9, '0')}`
    const state = { isPrivate: false, isMember: true, isArchived: false }
    const channel = { id, name, ...state, messages: [], ...more }
    this.conversations.set(channel.id, channel)
    return channel
  }

  removeChannel(name: string): void {
    for (const { id, name: own } of this.conversations.values()) {
      if (own === name) this.conversations.delete(id)
    }
  }

  addUser(email: string): string {
    const id = `U${String(this.#next++).padStart(9, '0')}`
    this.users.set(email, id)
    return id
  }

  /** A conversation by id, by the name of a channel, or by a user, with whom it is opened. */
  find(channel: string): Conversation | undefined {
    const known = this.conversations.get(channel)
    if (known !== undefined) return known
    if (channel.startsWith('U')) return this.openDirect(channel)
    const name = channel.replace(/^#/, '')
    return [...this.conversations.values()].find((one) => one.name === name)
  }

  openDirect(user: string): Conversation | undefined {
    if (![...this.users.values()].includes(user)) return undefined
    const id = user.replace('U', 'D')
    return this.conversations.get(id) ?? this.addChannel(user, { id, isPrivate: true })
  }

  /** Times are ids here: each later than the one before, whatever the clock says. */
  newTs(): string {
    return `1700000000.${String(this.#next++).padStart(6, '0')}`
  }

  count(object: string): number {
    const all = [...this.conversations.values()]
    const counted = object === 'messages' ? all : all.filter(({ name }) => `#${name}` === object)
    return counted.reduce((sum, { messages }) => sum + messages.length, 0)
  }
}
