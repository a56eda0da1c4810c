import * as Flags from '@oclif/core/flags'
import { listModels } from '../../project/list-models.ts'
import { openSession } from '../../project/session.ts'
import { RevCommand } from '../../rev-command.ts'
import { modelsText } from '../../text/model-text.ts'
import { amountText } from '../../text/number-text.ts'

export default class ModelList extends RevCommand {
  static override summary = 'List the models of the project and who uses them.'
  static override examples = ['<%= config.bin %> model list', '<%= config.bin %> model list --dbt']
  static override flags = {
    dbt: Flags.boolean({ summary: 'Also the models of dbt that no sync names yet.' }),
  }

  override async run(): Promise<void> {
    const { flags } = await this.parse(ModelList)
    await using session = await openSession(flags, this.printer)
    const models = await listModels(session.project, { hasAllDbt: flags.dbt })
    this.answer({
      summary: `${amountText(models.length, 'model')}.`,
      result: { models },
      text: ({ style }) => modelsText(models, style),
    })
  }
}
