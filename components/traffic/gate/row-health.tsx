import { ConditionMark } from '#components/revisions/condition-mark.tsx';
import type { RevisionView } from '#lib/view/models/revision.ts';
import { revisionTone } from '#lib/view/ready-words.ts';

/** RowHealth shows a revision's conditions as `kn revision list` does: how many are OK, Ready, and the reason. */
export function RowHealth({ revision }: { revision: RevisionView }) {
  const ok = revision.conditions.filter((condition) => condition.status === 'True').length;
  const mark = revision.ready === 'True' ? '++' : revision.ready === 'False' ? '!!' : '??';
  const tone = revisionTone(revision);
  return (
    <div className="min-w-0 text-xs">
      <div className="flex items-center gap-1.5 whitespace-nowrap">
        <ConditionMark mark={mark} calm={tone === 'warn'} />
        <span className="text-ink-2">
          {ok} OK / {revision.conditions.length}
        </span>
      </div>
      {revision.reason === '' ? null : (
        <div
          className={`mt-0.5 line-clamp-2 wrap-anywhere ${tone === 'bad' ? 'text-bad' : tone === 'warn' ? 'text-warn' : 'text-ink-3'}`}
          title={revision.reason}
        >
          {revision.reason}
        </div>
      )}
    </div>
  );
}
