import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Where no run has been timed yet. A file that is not named here takes its turn by its project, and then by its size.
const longest = [
  'packages/core/test/simulation/simulation.proof',
  'test/road/road',
  'test/warehouse/plan-equality/databricks',
  'packages/core/test/crash/crash.proof',
  'test/conformance',
  'packages/core/test/host/hostile.proof',
  'test/warehouse/',
  'test/dbt',
]
const projects = ['proofs', 'e2e', 'services', 'fast']

/** The order of the test files: the small ones come last, and fill what the long ones leave of the processors. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isTimed = sorted.every((file) => this.ctx.cache.getTestSpecificationResult(file))
    const rank = ({ moduleId, project }: TestSpecification) => {
      // The small ones share a process, which ends where another one comes between them.
      if (isTimed) return project.name === 'fast' ? 1 : 0
      const place = longest.findIndex((name) => moduleId.includes(name))
      return place >= 0 ? place : longest.length + projects.indexOf(project.name)
    }
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}
