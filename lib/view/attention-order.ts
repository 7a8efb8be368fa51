import type { AttentionState } from '#lib/view/types.ts';

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
