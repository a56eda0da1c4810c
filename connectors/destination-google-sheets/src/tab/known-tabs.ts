import type { RunContext } from '@revetl/sdk'
import type { Config } from '../config.ts'
import { readTab, type Tab } from './read-tab.ts'

interface KnownTab {
  /** What people do to a tab between two runs must be seen. */
  readonly run: string
  readonly tab: Promise<Tab>
}

const known = new WeakMap<Config, Map<string, KnownTab>>()

/** A tab as this run knows it. */
export function knownTab(ctx: RunContext<Config>, title: string): Promise<Tab> {
  const before = tabsOf(ctx).get(title)
  if (before?.run === ctx.run.id) return before.tab
  const tab = readTab(ctx, title)
  tabsOf(ctx).set(title, { run: ctx.run.id, tab })
  // A failure is not kept: the next batch asks again.
  tab.catch(() => tabsOf(ctx).delete(title))
  return tab
}

/** Notes what is newly known of a tab. */
export function rememberTab(ctx: RunContext<Config>, tab: Tab): void {
  tabsOf(ctx).set(tab.title, { run: ctx.run.id, tab: Promise.resolve(tab) })
}

/** Forgets a tab, so that the next batch looks at it again. */
export function forgetTab(ctx: RunContext<Config>, title: string): void {
  tabsOf(ctx).delete(title)
}

function tabsOf({ config }: RunContext<Config>): Map<string, KnownTab> {
  const tabs = known.get(config) ?? new Map<string, KnownTab>()
  known.set(config, tabs)
  return tabs
}
