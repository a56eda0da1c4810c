import { openSource, type OpenSource } from '@revetl/testkit'
import source from '../src/index.ts'

/** Opens the source on a database of a test. */
export function open(url: string): Promise<OpenSource> {
  return openSource(source, { config: { url }, projectPath: import.meta.dirname })
}
