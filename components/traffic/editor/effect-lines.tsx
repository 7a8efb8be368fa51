import { Button } from '#components/ui/button.tsx';
import { CheckIcon, CrossIcon, WarningIcon } from '#components/ui/icons.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Effect } from '#lib/traffic/effects/effect-facts.ts';
import type { RowKey } from '#lib/traffic/rows.ts';

interface EffectLineProps {
  /** What the change does, shown when there are no problems. */
  summary: string;
  effects: readonly Effect[];
  /** Whether the dry run has been answered: until then it is unknown which names are taken. */
  isJudged: boolean;
}

/** EffectLine shows in one line what a change would do: its worst effect, or the summary when there are no problems. */
export function EffectLine({ summary, effects, isJudged }: EffectLineProps) {
  const against = effects.filter(({ level }) => level !== 'note');
  const [worst] = against;
  if (worst === undefined) {
    return (
      <span className={`inline-flex items-center gap-1.5 ${isJudged ? 'text-ok' : 'text-ink-2'}`}>
        {isJudged ? <CheckIcon /> : null} <b className="font-semibold">Effect</b> {summary}
      </span>
    );
  }
  const more = against.length - 1;
  const Icon = worst.level === 'bad' ? CrossIcon : WarningIcon;
  return (
    <span
      className={`inline-flex min-w-0 items-start gap-1.5 wrap-anywhere ${worst.level === 'bad' ? 'text-bad' : 'text-warn'}`}
    >
      <Icon className="mt-0.5 shrink-0" />
      <span>
        <b className="font-semibold">Effect</b> {worst.text}
        {more === 0 ? '' : ` And ${more} more: see the review.`}
      </span>
    </span>
  );
}

interface EffectListProps {
  effects: readonly Effect[];
  onRemove: (row: RowKey) => void;
}

/** EffectList shows each effect of a change, with its remedy. */
export function EffectList({ effects, onRemove }: EffectListProps) {
  const notes = effects.filter(({ level }) => level === 'note');
  return (
    <div className="grid gap-2 empty:hidden">
      {effects
        .filter(({ level }) => level !== 'note')
        .map(({ level, text, remove }) => (
          <Notice
            key={text}
            tone={level === 'bad' ? 'bad' : 'warn'}
            action={
              remove === null ? undefined : (
                <Button size="small" onClick={() => onRemove(remove)}>
                  Remove this target
                </Button>
              )
            }
          >
            {text}
          </Notice>
        ))}
      {notes.length === 0 ? null : (
        <ul className="grid gap-0.5 text-xs text-ink-2">
          {notes.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
