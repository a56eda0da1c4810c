import type { SourceSystem } from '../define-conformance.ts'
import { Trial } from './trial.ts'

/** One run of one check of what a source reads. */
export class SourceTrial extends Trial {
  /** The system that is read from. */
  async source(): Promise<SourceSystem> {
    return (await this.system()) as SourceSystem
  }
}
