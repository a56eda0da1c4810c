import type { RunProgress } from '@revetl/core'
import { countText, secondsText } from './number-text.ts'

const phases = {
  lease: 'waiting for another run',
  recover: 'recovering',
  read: 'reading',
  diff: 'comparing',
  deliver: 'delivering',
  settle: 'settling',
  'read-back': 'reading back',
  done: 'done',
} as const

/** Where a run is: `movies  delivering 1,200 of 3,201 (37%)  410/s  5 s left  2 rejected`. */
export function progressText(progress: RunProgress): string {
  const { sync, phase, planned, done, rejected, perSecond, secondsLeft } = progress
  if (phase !== 'deliver') return `${sync}  ${phases[phase]}`
  const percent = planned === 0 ? 100 : Math.floor((done / planned) * 100)
  return [
    `${sync}  ${phases.deliver} ${countText(done)} of ${countText(planned)} (${percent}%)`,
    `${countText(Math.round(perSecond))}/s`,
    ...(secondsLeft === undefined ? [] : [`${secondsText(secondsLeft)} left`]),
    ...(rejected > 0 ? [`${countText(rejected)} rejected`] : []),
  ].join('  ')
}
