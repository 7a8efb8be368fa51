import { Age } from '#components/ui/age.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { shortDigest } from '#lib/format/image.ts';
import type { GateRow } from '#lib/traffic/gate/gate-rows.ts';
import { LATEST } from '#lib/traffic/rows.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';

/** RowFacts is the line below a row's name: what `@latest` resolves to now, or a revision's generation, age and image. */
export function RowFacts({ row }: { row: GateRow }) {
  if (row.key === LATEST) {
    return (
      <p className="mt-0.5 text-xs text-ink-3">
        {row.revisionName === null ? (
          'follows the newest ready revision; none is ready yet'
        ) : (
          <>
            follows the newest ready revision, now <span className="mono text-ink-2">{row.revisionName}</span>
          </>
        )}
      </p>
    );
  }
  if (row.revision === null) {
    const { stranger } = row;
    const ofOther = stranger?.ofService ?? null;
    const words = stranger?.words ?? '';
    return (
      <p className="mt-0.5 text-xs text-bad wrap-anywhere">
        {ofOther === null
          ? `This revision ${words === '' ? 'does not belong to this Service' : words}.`
          : `This revision belongs to the Service ${ofOther}${words === '' ? '' : ` and ${words}`}.`}
      </p>
    );
  }
  const { revision } = row;
  return (
    <p className="mt-0.5 flex gap-1.5 text-xs whitespace-nowrap text-ink-3">
      <span className="shrink-0">gen {revision.generation}</span>·
      <span className="shrink-0">
        <Age at={revision.createdAt} />
      </span>
      ·
      <span className="mono min-w-0 truncate" title={imageTitle(revision)}>
        {revision.userImage ?? revision.image}
        {revision.imageDigest === null ? '' : ` @ ${shortDigest(revision.imageDigest)}`}
      </span>
    </p>
  );
}

/** RowMarks shows the chips next to a revision's name: newest, newest ready. */
export function RowMarks({ row }: { row: GateRow }) {
  const { revision } = row;
  if (row.key === LATEST || revision === null) return null;
  if (revision.isLatestReady && revision.isLatestCreated) return <Chip tone="info">newest</Chip>;
  if (revision.isLatestReady) return <Chip tone="info">newest ready</Chip>;
  if (revision.isLatestCreated) return <Chip tone="warn">newest, not ready</Chip>;
  return null;
}

/** RoutedFact shows what the Route sends to a row now, and where that differs from the desired share. */
export function RoutedFact({ row, latestReady }: { row: GateRow; latestReady: string | null }) {
  if (row.routedPercent === null) {
    const other = row.key === LATEST ? latestReady : LATEST;
    return (
      <div className="text-xs text-ink-3">
        {other === null ? 'none' : `in ${row.key === LATEST ? 'its' : '@latest’s'} row`}
      </div>
    );
  }
  return (
    <div className="text-sm">
      {row.isRoutedKnown ? (
        <span className={row.routedPercent === 0 ? 'text-ink-3' : 'font-semibold'}>
          {row.routedPercent} %
        </span>
      ) : (
        <span className="text-xs text-ink-3">not known</span>
      )}
      {row.percent === row.basePercent ? null : (
        <div className="text-xs text-ink-3">before {row.basePercent} %</div>
      )}
      {row.theirPercent === row.basePercent ? null : (
        <div className="text-xs font-medium text-info">now {row.theirPercent} % (changed elsewhere)</div>
      )}
    </div>
  );
}

function imageTitle(revision: RevisionView): string {
  return revision.imageDigest === null ? revision.image : `${revision.image}\n${revision.imageDigest}`;
}
