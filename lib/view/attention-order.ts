import type { AttentionState } from '#lib/view/models/service-summary.ts';

/** Attention states, worst first: the order of the overview. */
export const ATTENTION_ORDER: readonly AttentionState[] = [
  'failing',
  'changeFailed',
  'stuck',
  'degraded',
  'rollingOut',
  'progressing',
  'pinnedBehind',
  'split',
  'steady',
];

/** States that nobody should have to look for: a Service that enters one is announced, and its row moves up immediately. */
export const URGENT_STATES: ReadonlySet<AttentionState> = new Set<AttentionState>([
  'failing',
  'changeFailed',
]);
