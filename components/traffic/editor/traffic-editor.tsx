'use client';
import { useCallback, useMemo, useRef, useState } from 'react';
import { isUnanswered } from '#components/actions/api.ts';
import { type TrafficWrite, useVerdict } from '#components/actions/use-traffic-write.ts';
import { AsOf } from '#components/live/as-of.tsx';
import { type EditorDialog, EditorDialogs, isMoved } from '#components/traffic/dialogs/editor-dialogs.tsx';
import { routedNow, warningsOf, whoMoved } from '#components/traffic/draft/editor-facts.ts';
import { noteRefused, noteSent, noteWritten } from '#components/traffic/draft/own-change.ts';
import type { ApplyHandle } from '#components/traffic/draft/use-apply.ts';
import type { ProposalHandle } from '#components/traffic/draft/use-proposal.ts';
import { useReturns, useStaleRefusal } from '#components/traffic/draft/use-stale-refusal.ts';
import type { TrafficDraftHandle } from '#components/traffic/draft/use-traffic-draft.ts';
import { Gate } from '#components/traffic/gate/gate.tsx';
import type { GateActions } from '#components/traffic/gate/gate-actions.ts';
import { Presets } from '#components/traffic/gate/presets.tsx';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { showToast } from '#components/ui/toast.tsx';
import { DEFAULT_TRAFFIC } from '#lib/knative/traffic-defaults.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { DraftAction } from '#lib/traffic/draft/draft.ts';
import { placeProblems } from '#lib/traffic/draft/field-problems.ts';
import { withoutRow } from '#lib/traffic/draft/remove-row.ts';
import { changeWords, splitText } from '#lib/traffic/effects/change-summary.ts';
import { effectSummary, isClean } from '#lib/traffic/effects/effects.ts';
import { effectsSeen, revisionFacts, tagUrls } from '#lib/traffic/effects/seen-effects.ts';
import { canaryRow, foldRows, toGateRows } from '#lib/traffic/gate/gate-rows.ts';
import { harmSentence } from '#lib/traffic/harm-words.ts';
import { LATEST, type RowKey } from '#lib/traffic/rows.ts';
import type { PodView, RevisionView, ServiceHead } from '#lib/view/types.ts';
import { EditorFooter } from './editor-footer.tsx';
import { EffectLine, EffectList } from './effect-lines.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import { useEditorKeys } from './use-editor-keys.ts';
import { VerdictLine } from './verdict-line.tsx';

interface TrafficEditorProps {
  cluster: string;
  head: ServiceHead;
  revisions: RevisionView[];
  pods: PodView[];
  edit: TrafficDraftHandle;
  applyHandle: ApplyHandle;
  dialog: EditorDialog;
  onDialog: (dialog: EditorDialog) => void;
  proposed: ProposalHandle;
  /** Why nothing can be changed; null when it can. */
  readOnlyReason: string | null;
  /** Why the data on screen may be stale; null while they are live. */
  staleReason: string | null;
  openRevision: (name: string) => void;
}

const NOTHING: readonly TrafficTarget[] = [];

/** TrafficEditor is the gate with its presets, verdict, review, conflict and progress. */
export function TrafficEditor(props: TrafficEditorProps) {
  const { cluster, head, revisions, pods, edit, applyHandle, dialog, onDialog, readOnlyReason } = props;
  const { namespace, name, uid, latestReady, routed } = head.summary;
  const { draft, traffic, changed, movedElsewhere } = edit;
  const { error, clear } = applyHandle;
  const [focusedRow, focusRow] = useState<RowKey | null>(null);
  const [unfolded, setUnfolded] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const disabled = readOnlyReason !== null || applyHandle.applying;
  const base = draft.past[0] ?? NOTHING;
  const theirs = head.specTraffic ?? DEFAULT_TRAFFIC;

  const rows = useMemo(
    () =>
      toGateRows({
        draft: traffic,
        base,
        theirs,
        revisions,
        strangers: head.strangers,
        routed,
        latestReady,
        isSplitKnown: head.route.isSplitKnown,
      }),
    [traffic, base, theirs, revisions, head.strangers, routed, latestReady, head.route.isSplitKnown],
  );
  const order = rows.map((row) => row.key);
  const parted = foldRows(rows, new Set(focusedRow === null ? [] : [focusedRow]));
  const { shown, folded } = unfolded ? { shown: rows, folded: [] } : parted;
  // A row that can collapse is never the default, expanded or not.
  const active = rows.find((row) => row.key === (focusedRow ?? canaryRow(parted.shown))) ?? null;

  const write = useMemo<TrafficWrite | null>(
    () =>
      changed && !disabled && !movedElsewhere
        ? { cluster, namespace, name, uid, base: draft.base, traffic }
        : null,
    [changed, disabled, movedElsewhere, draft.base, cluster, namespace, name, uid, traffic],
  );
  const verdict = useVerdict(write, useReturns(props.staleReason === null));
  const refusal = error ?? (verdict.state === 'refused' ? verdict.error : null);
  const placed = placeProblems(refusal?.fields ?? [], traffic);

  const { dispatch: change, discard: drop, restore } = edit;
  const dismissDiscarded = useRef<(() => void) | null>(null);
  const dispatch = useCallback(
    (action: DraftAction) => {
      // The refusal was about the change as it was.
      if (error !== null && action.type !== 'endGesture') clear();
      // The next edit begins, so the offer to restore the last one ends.
      if (action.type !== 'endGesture') dismissDiscarded.current?.();
      change(action);
    },
    [change, error, clear],
  );
  const discard = () => {
    const discarded = drop();
    clear();
    dismissDiscarded.current = showToast('Edit discarded.', { label: 'Undo', run: () => restore(discarded) });
  };
  const review = () => {
    if (changed && !disabled) onDialog(movedElsewhere ? 'conflict' : 'review');
  };
  const { stale, words: staleWords } = useStaleRefusal(error, props.staleReason);
  const apply = (confirmStale: boolean) => {
    const { proposal, outdated, release } = props.proposed;
    if (!changed || disabled || outdated !== null) return;
    const sent = {
      kind: proposal?.kind ?? ('edit' as const),
      before: base,
      after: traffic,
      latestReady,
      generation: head.generation + 1,
    };
    noteSent(cluster, uid, sent);
    applyHandle.apply(
      { cluster, namespace, name, uid, base: draft.base, traffic, ...(confirmStale ? { confirmStale } : {}) },
      {
        onWritten: ({ traffic: after, generation }) => {
          noteWritten(cluster, uid, { ...sent, after, generation });
          release();
          onDialog(null);
        },
        onRefused: () => noteRefused(cluster, uid),
        onBack: drop,
      },
    );
  };
  const preset = (percent: number) => {
    if (active === null) return;
    // The next preset applies to the same row, even if the canary changes by then.
    focusRow(active.key);
    const order = rows.map((row) => row.key);
    const { key } = active;
    // When no revision is visible, none is known to be gone.
    const gone = rows
      .filter((row) => revisions.length > 0 && row.key !== LATEST && row.revision === null)
      .map((row) => row.key);
    dispatch({ type: 'setShare', gesture: `preset:${key}`, key, percent, order, gone });
  };
  const even = () =>
    dispatch({ type: 'evenly', keys: rows.filter((row) => row.percent > 0).map((row) => row.key) });
  const fold = () => setUnfolded(!unfolded);
  useEditorKeys({
    dialog,
    disabled,
    changed,
    canUndo: draft.past.length > 1,
    active,
    shown,
    dispatch,
    onPreset: preset,
    onEven: even,
    onFold: fold,
    onReview: review,
    onApply: () => apply(stale !== null),
    onDiscard: discard,
  });

  const removeRow = useCallback(
    (key: RowKey) => {
      const others = [LATEST, ...revisions.map((revision) => revision.name)];
      const targets = withoutRow(traffic, key, others, latestReady);
      if (targets !== null) dispatch({ type: 'edit', edit: { type: 'replace', targets: [...targets] } });
    },
    [dispatch, traffic, revisions, latestReady],
  );
  const actions = useMemo<GateActions>(
    () => ({ dispatch, focusRow, removeRow, openRevision: props.openRevision }),
    [dispatch, removeRow, props.openRevision],
  );
  const foreseen = verdict.state === 'accepted' ? verdict.foreseen : null;
  const effects = changed ? effectsSeen(base, traffic, { head, revisions, pods, foreseen }) : [];
  const verdictLine =
    readOnlyReason !== null ? (
      <span className="text-ink-2">{readOnlyReason}</span>
    ) : draft.refusal !== null ? (
      <span className="font-medium text-warn">{draft.refusal}</span>
    ) : staleWords !== null ? (
      <span className="font-medium text-warn">{staleWords}</span>
    ) : error !== null && !isMoved(error, uid) ? (
      <span className="font-medium text-bad wrap-anywhere">
        {placed.rest.length > 0 ? placed.rest.join(' ') : error.message}
        {isUnanswered(error)
          ? ' Whether Apply was done is not known yet: if it was, this page shows it by itself.'
          : ''}
      </span>
    ) : movedElsewhere ? (
      <span className="font-medium text-info">Changed elsewhere: {changeWords(base, theirs, order)}.</span>
    ) : (
      <VerdictLine verdict={verdict} unplaced={placed.rest} isClean={isClean(effects)} />
    );
  const effectLine = changed ? (
    <EffectLine
      summary={effectSummary(base, traffic, { latestReady, revisions: revisionFacts(revisions, pods) })}
      effects={effects}
      isJudged={verdict.state === 'accepted'}
    />
  ) : null;

  return (
    <section aria-label="Traffic" tabIndex={-1} className="panel outline-none">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 lg:border-b lg:border-line">
        <h2 ref={heading} tabIndex={-1} className="text-base font-semibold">
          Traffic
        </h2>
        <Chip title="The percents always sum to 100">100 %</Chip>
        {changed ? <Chip tone="accent">edited, was {splitText(base, order)}</Chip> : null}
        <AsOf />
        <span className="flex-1" />
        <Presets row={active} service={name} disabled={disabled} onPreset={preset} onEven={even} />
      </header>
      {movedElsewhere && !applyHandle.applying ? (
        <div className="px-4 pb-3 lg:pt-3">
          <Notice
            tone="info"
            action={
              <Button size="small" onClick={() => onDialog('conflict')}>
                Compare
              </Button>
            }
          >
            {whoMoved(head, edit) ?? 'Someone'} changed the traffic while you edit:{' '}
            {changeWords(base, theirs, order)}. Your edit is untouched.
          </Notice>
        </div>
      ) : null}
      <Gate
        rows={rows}
        shown={shown}
        folded={folded.length}
        unfolded={unfolded}
        onToggleFold={fold}
        podsOf={(revision) => pods.filter((pod) => pod.revisionName === revision)}
        urls={tagUrls(head)}
        service={name}
        tagErrors={placed.tags}
        rowErrors={placed.rows}
        latestReady={latestReady}
        locked={new Set(draft.locked)}
        focusedRow={focusedRow}
        disabled={disabled}
        actions={actions}
      />
      {applyHandle.progress === null ? null : (
        <ProgressPanel
          service={name}
          harm={harmSentence(head.summary.harm)}
          progress={applyHandle.progress}
          onClose={() => {
            clear();
            heading.current?.focus();
          }}
        />
      )}
      <EditorFooter
        verdict={verdictLine}
        effect={effectLine ?? (readOnlyReason === null ? 'Drag a divider or a slider to move traffic.' : '')}
        changed={changed}
        canUndo={draft.past.length > 1}
        canRedo={draft.future.length > 0}
        disabled={disabled}
        onUndo={() => dispatch({ type: 'undo' })}
        onRedo={() => dispatch({ type: 'redo' })}
        onDiscard={discard}
        onReview={review}
      />
      <EditorDialogs
        dialog={dialog}
        onDialog={onDialog}
        head={head}
        base={base}
        theirs={theirs}
        edit={edit}
        applyHandle={applyHandle}
        verdict={verdict}
        verdictLine={
          <span className="grid gap-0.5">
            {verdictLine}
            {effectLine}
          </span>
        }
        effects={
          <EffectList
            effects={effects}
            onRemove={(key) => {
              // The list is then no longer the proposed one, and no longer does what its title says.
              props.proposed.release();
              removeRow(key);
            }}
          />
        }
        isReady={(name) => revisions.some((revision) => revision.name === name && revision.ready === 'True')}
        warnings={warningsOf(edit, latestReady, verdict.state === 'accepted' ? verdict.warnings : [])}
        stale={stale}
        proposed={props.proposed}
        readOnlyReason={readOnlyReason}
        routedNow={(key) => routedNow(head, key)}
        onApply={apply}
        onDiscard={discard}
      />
    </section>
  );
}
