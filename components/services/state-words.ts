import type { Tone } from '#components/ui/chip.tsx';
import type { AttentionState } from '#lib/view/models/service-summary.ts';

interface StateWords {
  title: string;
  tone: Tone;
  /** What the state means, for the tooltip. */
  meaning: string;
}

/** The words for each state of the overview. */
export const STATE_WORDS: Record<AttentionState, StateWords> = {
  failing: { title: 'Failing', tone: 'bad', meaning: 'Requests fail or get no answer' },
  changeFailed: {
    title: 'Change failed',
    tone: 'warn',
    meaning: 'The newest revision or the last change failed; no requests are known to fail',
  },
  stuck: {
    title: 'Stuck',
    tone: 'warn',
    meaning: 'Knative has been working on a change for more than 5 minutes',
  },
  degraded: {
    title: 'Degraded',
    tone: 'warn',
    meaning: 'It serves with something missing, or it is not known whether it serves',
  },
  rollingOut: { title: 'Rolling out', tone: 'info', meaning: 'A gradual rollout is moving traffic' },
  progressing: { title: 'In progress', tone: 'info', meaning: 'Knative is still working' },
  pinnedBehind: { title: 'Pinned behind', tone: 'warn', meaning: 'A newer ready revision gets no traffic' },
  split: { title: 'Split', tone: 'plain', meaning: 'Several revisions get traffic' },
  steady: { title: 'Steady', tone: 'ok', meaning: 'One revision gets all traffic' },
};
