'use client';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { type TrafficWrite, useVerdict } from '#components/actions/use-traffic-write.ts';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { showToast } from '#components/ui/toast.tsx';
import { PRESETS } from '#lib/knative/traffic-gesture.ts';
import type { RowKey } from '#lib/knative/traffic-rows.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { changedRows, splitText } from '#lib/traffic-draft/change-summary.ts';
import { placeProblems } from '#lib/traffic-draft/field-problems.ts';
import { canaryRow, foldRows, toGateRows } from '#lib/traffic-draft/gate-rows.ts';
import type { PodView, RevisionView, ServiceHead } from '#lib/view/types.ts';
import { coldTargets } from './cold-targets.ts';
import { EditorFooter } from './editor-footer.tsx';
import { Gate } from './gate.tsx';
import type { GateActions } from './gate-actions.ts';
import { Presets } from './presets.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import { useShortcuts } from './shortcuts.ts';
import type { ApplyHandle } from './use-apply.ts';
import type { TrafficDraftHandle } from './use-traffic-draft.ts';
import { VerdictLine } from './verdict-line.tsx';

const ReviewDialog = lazy(() => import('./review-dialog.tsx').then((it) => ({ default: it.ReviewDialog })));
const ConflictDialog = lazy(() =>
  import('./conflict-dialog.tsx').then((it) => ({ default: it.ConflictDialog })),
);

interface TrafficEditorProps {
  cluster: string;
  head: ServiceHead;
  revisions: RevisionView[];
  pods: PodView[];
  edit: TrafficDraftHandle;
  applyHandle: ApplyHandle;
  dialog: EditorDialog;
  onDialog: (dialog: EditorDialog) => void;
  /** Why nothing can be changed; null when it can. */
  readOnlyReason: string | null;
  /** Why the shown data may be old; null while it is live. */
  staleReason: string | null;
  openRevision: (name: string) => void;
}

const NOTHING: readonly TrafficTarget[] = [];

/** Which dialog of the editor is open. */
export type EditorDialog = 'review' | 'conflict' | null;

/** TrafficEditor is the gate with its presets, verdict, review, conflict and progress. */
export function TrafficEditor(props: TrafficEditorProps) {
  const { cluster, head, revisions, pods, edit, applyHandle, readOnlyReason, staleReason, dialog } = props;
  const setDialog = props.onDialog;
  const { namespace, name, uid, latestReady, routed } = head.summary;
  const { draft, traffic, changed, dispatch } = edit;
  const [focusedRow, focusRow] = useState<RowKey | null>(null);
  const [unfolded, setUnfolded] = useState(false);
  const disabled = readOnlyReason !== null || applyHandle.applying;

  const base = draft.past[0] ?? NOTHING;
  const theirs = head.specTraffic ?? base;
  const rows = useMemo(
    () => toGateRows({ draft: traffic, base, theirs, revisions, routed, latestReady }),
    [traffic, base, theirs, revisions, routed, latestReady],
  );
  const { shown, folded } = unfolded
    ? { shown: rows, folded: [] }
    : foldRows(rows, new Set(focusedRow === null ? [] : [focusedRow]));
  const order = rows.map((row) => row.key);
  const active = rows.find((row) => row.key === (focusedRow ?? canaryRow(rows))) ?? null;

  const write = useMemo<TrafficWrite | null>(
    () =>
      changed && !disabled && !edit.movedElsewhere && draft.gesture === null
        ? { cluster, namespace, name, uid, base: draft.base, traffic }
        : null,
    [
      changed,
      disabled,
      edit.movedElsewhere,
      draft.gesture,
      draft.base,
      cluster,
      namespace,
      name,
      uid,
      traffic,
    ],
  );
  const verdict = useVerdict(write);
  const refusedFields =
    applyHandle.error?.code === 'invalid'
      ? applyHandle.error.fields
      : verdict.state === 'refused'
        ? verdict.error.fields
        : [];
  const placed = placeProblems(refusedFields, traffic);

  const discard = useCallback(() => {
    const discarded = edit.discard();
    applyHandle.clear();
    showToast('Edit discarded.', { label: 'Undo', run: () => edit.restore(discarded) });
  }, [edit, applyHandle]);
  const review = () => {
    if (!changed || disabled) return;
    setDialog(edit.movedElsewhere ? 'conflict' : 'review');
  };
  const apply = (confirmStale: boolean) => {
    applyHandle.apply(
      { cluster, namespace, name, uid, base: draft.base, traffic, ...(confirmStale ? { confirmStale } : {}) },
      () => setDialog(null),
      edit.discard,
    );
  };
  const setPercent = (key: RowKey, percent: number, gesture: string) =>
    dispatch({ type: 'setShare', gesture, key, percent, order });
  const even = () =>
    dispatch({ type: 'evenly', keys: rows.filter((row) => row.percent > 0).map((row) => row.key) });

  useShortcuts((key) => {
    if (dialog === 'review' && key === 'mod+Enter' && !applyHandle.applying) {
      apply(staleReason !== null);
      return true;
    }
    if (dialog !== null || disabled) return false;
    switch (key) {
      case 'mod+z':
        dispatch({ type: 'undo' });
        return true;
      case 'mod+shift+z':
      case 'mod+y':
        dispatch({ type: 'redo' });
        return true;
      case 'mod+Enter':
        review();
        return true;
      case 'Escape':
        if (!changed || document.querySelector('[role=dialog],[role=menu],[role=alertdialog]') !== null)
          return false;
        discard();
        return true;
      case 'e':
        even();
        return true;
      case 'f':
        setUnfolded(!unfolded);
        return true;
      case 'l':
        if (active !== null) dispatch({ type: 'toggleLock', key: active.key });
        return true;
      case '[':
      case ']': {
        if (active === null) return true;
        const next = nextPreset(active.percent, key === ']');
        if (next !== null) setPercent(active.key, next, `preset:${active.key}`);
        return true;
      }
      case 't':
        if (active !== null)
          document.querySelector<HTMLElement>(`[data-add-tag="${CSS.escape(active.key)}"]`)?.click();
        return true;
      case 'j':
      case 'k':
        stepRow(
          shown.map((row) => row.key),
          active?.key ?? null,
          key === 'j' ? 1 : -1,
        );
        return true;
      default:
        return false;
    }
  });

  const actions = useMemo<GateActions>(
    () => ({ dispatch, focusRow, openRevision: props.openRevision }),
    [dispatch, props.openRevision],
  );
  const changes = changed ? changedRows(base, traffic) : [];
  const cold = coldTargets(changes, rows);
  const warnings = [
    ...(edit.templateChanged
      ? ['The template of the Service changed since your edit began; a new revision may be on its way.']
      : []),
    ...(head.managedBy === null
      ? []
      : [`${head.managedBy} manages this Service and may revert a change made here.`]),
    ...cold.map((revision) => `${revision} has no pods: the first requests wait for a cold start.`),
    ...(verdict.state === 'accepted' ? verdict.warnings : []),
  ];
  const applyError = applyHandle.error;
  const verdictLine =
    readOnlyReason !== null ? (
      <span className="text-ink-2">{readOnlyReason}</span>
    ) : draft.refusal !== null ? (
      <span className="font-medium text-warn">{draft.refusal}</span>
    ) : applyError !== null && applyError.code !== 'conflict' ? (
      <span className="font-medium text-bad wrap-anywhere">
        {placed.rest.length > 0 ? placed.rest.join(' ') : applyError.message}
      </span>
    ) : edit.movedElsewhere ? (
      <span className="font-medium text-info">
        The traffic was changed elsewhere, to {splitText(theirs)}.
      </span>
    ) : (
      <VerdictLine verdict={verdict} unplaced={placed.rest} />
    );

  return (
    <section aria-label="Traffic" className="panel">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 lg:border-b lg:border-line">
        <h2 className="text-base font-semibold">Traffic</h2>
        <Chip title="The percents always sum to 100">100 %</Chip>
        {changed ? <Chip tone="accent">edited, was {splitText(base)}</Chip> : null}
        <span className="flex-1" />
        <Presets
          row={active}
          disabled={disabled}
          onPreset={(percent) => {
            if (active !== null) setPercent(active.key, percent, `preset:${active.key}`);
          }}
          onEven={even}
        />
      </header>
      {edit.movedElsewhere && !applyHandle.applying ? (
        <div className="px-4 pb-3 lg:pt-3">
          <Notice
            tone="info"
            action={
              <Button size="small" onClick={() => setDialog('conflict')}>
                Compare
              </Button>
            }
          >
            {head.summary.change.by ?? 'Someone'} changed the traffic while you edit: {splitText(base)} →{' '}
            {splitText(theirs)}. Your edit is untouched.
          </Notice>
        </div>
      ) : null}
      <Gate
        rows={rows}
        shown={shown}
        folded={folded.length}
        unfolded={unfolded}
        onToggleFold={() => setUnfolded(!unfolded)}
        podsOf={(revision) => pods.filter((pod) => pod.revisionName === revision)}
        urls={tagUrls(head)}
        tagErrors={placed.tags}
        rowErrors={placed.rows}
        latestReady={latestReady}
        locked={new Set(draft.locked)}
        focusedRow={focusedRow}
        disabled={disabled}
        actions={actions}
      />
      {applyHandle.progress === null ? null : (
        <ProgressPanel progress={applyHandle.progress} onClose={applyHandle.clear} />
      )}
      <EditorFooter
        verdict={verdictLine}
        effect={
          changed
            ? effectText(changes.length, cold.length)
            : readOnlyReason === null
              ? 'Drag a divider or a slider to move traffic.'
              : ''
        }
        changed={changed}
        canUndo={draft.past.length > 1}
        canRedo={draft.future.length > 0}
        disabled={disabled}
        onUndo={() => dispatch({ type: 'undo' })}
        onRedo={() => dispatch({ type: 'redo' })}
        onDiscard={discard}
        onReview={review}
      />
      <Suspense>
        {dialog === 'review' && applyError?.code !== 'conflict' ? (
          <ReviewDialog
            namespace={namespace}
            name={name}
            uid={uid}
            written={draft.base}
            base={base}
            traffic={traffic}
            verdict={verdictLine}
            warnings={warnings}
            stale={staleReason}
            applying={applyHandle.applying}
            blocked={verdict.state === 'refused' && verdict.error.code === 'invalid'}
            onApply={apply}
            onClose={() => setDialog(null)}
          />
        ) : dialog !== null ? (
          <ConflictDialog
            base={base}
            theirs={applyError?.theirs ?? theirs}
            mine={traffic}
            who={head.summary.change.by}
            onKeepMine={() => {
              applyHandle.clear();
              edit.rebase(traffic);
              setDialog('review');
            }}
            onTakeTheirs={() => {
              setDialog(null);
              discard();
            }}
            onClose={() => {
              setDialog(null);
              applyHandle.clear();
            }}
          />
        ) : null}
      </Suspense>
    </section>
  );
}

function tagUrls(head: ServiceHead): ReadonlyMap<string, string> {
  return new Map(
    head.routed.flatMap(({ tag, url }) => (tag === null || url === null ? [] : [[tag, url] as const])),
  );
}

function effectText(rows: number, cold: number): string {
  const changes = `${rows} ${rows === 1 ? 'row changes' : 'rows change'}`;
  const starts = cold === 0 ? 'no cold start' : `${cold} cold ${cold === 1 ? 'start' : 'starts'}`;
  return `${changes} · no new revision · ${starts}`;
}

function nextPreset(percent: number, up: boolean): number | null {
  return (
    (up ? PRESETS.find((preset) => preset > percent) : PRESETS.findLast((preset) => preset < percent)) ??
    (up ? null : 0)
  );
}

function stepRow(keys: RowKey[], from: RowKey | null, step: number): void {
  const index = from === null ? -1 : keys.indexOf(from);
  const next = keys[Math.min(keys.length - 1, Math.max(0, index + step))];
  if (next === undefined) return;
  document.querySelector<HTMLElement>(`[data-row-key="${CSS.escape(next)}"] input[type=range]`)?.focus();
}
