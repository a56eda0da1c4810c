import { openScratch } from '../warehouse/choose-engine.ts'
import { LogTarget } from './log-target.ts'

/** The tables of a sync's log in a schema. `beforeCall` throws where nothing may be written any more. */
export async function openLog(
  choice: Parameters<typeof openScratch>[0],
  schema: string,
  beforeCall: () => void = () => undefined,
): Promise<LogTarget> {
  const session = await openScratch(choice, schema)
  const { services, sync } = choice
  return new LogTarget({ session, project: services.project.name, sync, beforeCall })
}
