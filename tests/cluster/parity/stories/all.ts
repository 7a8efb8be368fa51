import { life, names, orphans, parts, unrouted } from '#tests/cluster/parity/stories/lives.ts';
import {
  crash,
  missing,
  pull,
  scales,
  slow,
  unschedulable,
  zero,
} from '#tests/cluster/parity/stories/pods.ts';
import { refusals } from '#tests/cluster/parity/stories/refusals.ts';
import { rollout, splits, visibility } from '#tests/cluster/parity/stories/traffic.ts';
import type { Story } from '#tests/cluster/parity/story.ts';

export const STORIES: readonly Story[] = [
  life,
  orphans,
  names,
  parts,
  unrouted,
  splits,
  rollout,
  visibility,
  scales,
  zero,
  crash,
  pull,
  unschedulable,
  missing,
  slow,
  refusals,
];
