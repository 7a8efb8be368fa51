import { classNames } from '#components/ui/class-names.ts';
import type { ConditionView } from '#lib/view/models/condition.ts';

const LOOKS: Record<ConditionView['mark'], { tone: string; words: string }> = {
  '++': { tone: 'bg-ok-bg text-ok', words: 'True' },
  '!!': { tone: 'bg-bad-bg text-bad', words: 'False' },
  W: { tone: 'bg-warn-bg text-warn', words: 'False, a warning' },
  I: { tone: 'bg-sunk text-ink-2', words: 'False, for information' },
  '!': { tone: 'bg-warn-bg text-warn', words: 'False' },
  '??': { tone: 'bg-info-bg text-info', words: 'Unknown' },
};

interface ConditionMarkProps {
  mark: ConditionView['mark'];
  /** Whether no request is harmed: red is reserved for when one is. */
  calm?: boolean;
}

/** ConditionMark shows kn's mark of a condition, with words for screen readers. */
export function ConditionMark({ mark, calm = false }: ConditionMarkProps) {
  const { words } = LOOKS[mark];
  const { tone } = LOOKS[calm && mark === '!!' ? '!' : mark];
  return (
    <span
      title={words}
      className={classNames(
        'mono inline-flex h-4.5 w-6.5 items-center justify-center rounded text-2xs font-semibold',
        tone,
      )}
    >
      <span aria-hidden="true">{mark}</span>
      <span className="sr-only">{words}</span>
    </span>
  );
}
