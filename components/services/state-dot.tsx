import { classNames } from '#components/ui/class-names.ts';
import type { AttentionState } from '#lib/view/models/service-summary.ts';
import { STATE_WORDS } from './state-words.ts';

const SHAPES: Record<AttentionState, string> = {
  failing: 'rotate-45 rounded-[2px] bg-bad',
  changeFailed: 'rotate-45 rounded-[2px] border-[2.5px] border-warn',
  stuck: 'rounded-[3px] border-[2.5px] border-dotted border-warn',
  degraded: 'rounded-full border-[2.5px] border-warn',
  rollingOut: 'rounded-full border-[2.5px] border-info',
  progressing: 'rounded-full border-[2.5px] border-dotted border-info',
  pinnedBehind: 'rounded-[3px] bg-warn',
  split: 'rounded-full bg-linear-to-r from-ok from-50% to-accent/30 to-50% inset-ring inset-ring-ok',
  steady: 'rounded-full bg-ok',
};

/** StateDot marks a state by shape and color, with words for screen readers. */
export function StateDot({ state }: { state: AttentionState }) {
  return (
    <span
      title={STATE_WORDS[state].title}
      className="inline-flex size-4 shrink-0 items-center justify-center"
    >
      <i aria-hidden="true" className={classNames('data-mark size-2.5', SHAPES[state])} />
      <span className="sr-only">{STATE_WORDS[state].title}</span>
    </span>
  );
}
