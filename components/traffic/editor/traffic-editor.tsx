'use client';
import { useMemo, useRef } from 'react';
import { AsOf } from '#components/live/as-of.tsx';
import { type EditorDialog, EditorDialogs } from '#components/traffic/dialogs/editor-dialogs.tsx';
import { routedNow, warningsOf, whoMoved } from '#components/traffic/draft/editor-facts.ts';
import type { ApplyHandle } from '#components/traffic/draft/use-apply.ts';
import type { ProposalHandle } from '#components/traffic/draft/use-proposal.ts';
import { useStaleRefusal } from '#components/traffic/draft/use-stale-refusal.ts';
import type { TrafficDraftHandle } from '#components/traffic/draft/use-traffic-draft.ts';
import { Gate } from '#components/traffic/gate/gate.tsx';
import type { GateActions } from '#components/traffic/gate/gate-actions.ts';
import { Presets } from '#components/traffic/gate/presets.tsx';
import { useGateView } from '#components/traffic/gate/use-gate-view.ts';
import { Chip } from '#components/ui/chip.tsx';
import { changeWords, splitText } from '#lib/traffic/effects/change-summary.ts';
import { effectSummary, isClean } from '#lib/traffic/effects/effects.ts';
import { effectsSeen, revisionFacts, tagUrls } from '#lib/traffic/effects/seen-effects.ts';
import { harmSentence } from '#lib/traffic/harm-words.ts';
import type { PodView } from '#lib/view/models/pod.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';
import { EditorFooter } from './editor-footer.tsx';
import { EffectLine, EffectList } from './effect-lines.tsx';
import { MovedNotice } from './moved-notice.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import { StatusLine } from './status-line.tsx';
import { useEditActions } from './use-edit-actions.ts';
import { useEditVerdict } from './use-edit-verdict.ts';
import { useEditorKeys } from './use-editor-keys.ts';
import { useSendEdit } from './use-send-edit.ts';
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

/** TrafficEditor is the gate with its presets, verdict, review, conflict and progress. */
export function TrafficEditor(props: TrafficEditorProps) {
  const { cluster, head, revisions, pods, edit, applyHandle, dialog, onDialog, proposed } = props;
  const { readOnlyReason, staleReason, openRevision } = props;
  const { name, uid, latestReady } = head.summary;
  const { draft, traffic, changed, movedElsewhere } = edit;
  const { error, clear } = applyHandle;
  const heading = useRef<HTMLHeadingElement>(null);
  const disabled = readOnlyReason !== null || applyHandle.applying;
  const gate = useGateView(head, revisions, edit);
  const { rows, order, shown, active, base, theirs, focusRow } = gate;
  const isLive = staleReason === null;
  const judged = useEditVerdict({ cluster, head, edit, canApply: !disabled, isLive, error });
  const { verdict, placed } = judged;
  const { stale, words: staleWords } = useStaleRefusal(error, staleReason);
  const does = useEditActions({ edit, applyHandle, gate, revisions, latestReady });
  const { dispatch, removeRow } = does;
  const onWritten = () => onDialog(null);
  const apply = useSendEdit({ cluster, head, edit, applyHandle, proposed, base, disabled, onWritten });
  const review = () => {
    if (changed && !disabled) onDialog(movedElsewhere ? 'conflict' : 'review');
  };
  const canUndo = draft.past.length > 1;
  useEditorKeys({
    dialog,
    disabled,
    changed,
    canUndo,
    active,
    shown,
    dispatch,
    onPreset: does.preset,
    onEven: does.even,
    onFold: gate.toggleFold,
    onReview: review,
    onApply: () => apply(stale !== null),
    onDiscard: does.discard,
  });
  const actions = useMemo<GateActions>(
    () => ({ dispatch, focusRow, removeRow, openRevision }),
    [dispatch, focusRow, removeRow, openRevision],
  );
  const accepted = verdict.state === 'accepted' ? verdict : null;
  const foreseen = accepted?.foreseen ?? null;
  const effects = changed ? effectsSeen(base, traffic, { head, revisions, pods, foreseen }) : [];
  const moved = movedElsewhere ? changeWords(base, theirs, order) : null;
  const status = (
    <StatusLine
      readOnlyReason={readOnlyReason}
      refusedGesture={draft.refusal}
      staleWords={staleWords}
      error={error}
      unplaced={placed.rest}
      uid={uid}
      moved={moved}
    >
      <VerdictLine verdict={verdict} unplaced={placed.rest} isClean={isClean(effects)} />
    </StatusLine>
  );
  const effectLine = changed ? (
    <EffectLine
      summary={effectSummary(base, traffic, { latestReady, revisions: revisionFacts(revisions, pods) })}
      effects={effects}
      isJudged={accepted !== null}
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
        <Presets row={active} service={name} disabled={disabled} onPreset={does.preset} onEven={does.even} />
      </header>
      {moved !== null && !applyHandle.applying ? (
        <MovedNotice who={whoMoved(head, edit)} change={moved} onCompare={() => onDialog('conflict')} />
      ) : null}
      <Gate
        rows={rows}
        shown={shown}
        folded={gate.folded.length}
        unfolded={gate.unfolded}
        onToggleFold={gate.toggleFold}
        podsOf={(revision) => pods.filter((pod) => pod.revisionName === revision)}
        urls={tagUrls(head)}
        service={name}
        tagErrors={placed.tags}
        rowErrors={placed.rows}
        latestReady={latestReady}
        locked={new Set(draft.locked)}
        focusedRow={gate.focusedRow}
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
        verdict={status}
        effect={effectLine ?? (readOnlyReason === null ? 'Drag a divider or a slider to move traffic.' : '')}
        changed={changed}
        canUndo={canUndo}
        canRedo={draft.future.length > 0}
        disabled={disabled}
        onUndo={() => dispatch({ type: 'undo' })}
        onRedo={() => dispatch({ type: 'redo' })}
        onDiscard={does.discard}
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
            {status}
            {effectLine}
          </span>
        }
        effects={
          <EffectList
            effects={effects}
            onRemove={(key) => {
              // The list is then no longer the proposed one, and no longer does what its title says.
              proposed.release();
              removeRow(key);
            }}
          />
        }
        isReady={(revisionName) =>
          revisions.some((revision) => revision.name === revisionName && revision.ready === 'True')
        }
        warnings={warningsOf(edit, latestReady, accepted?.warnings ?? [])}
        stale={stale}
        proposed={proposed}
        readOnlyReason={readOnlyReason}
        routedNow={(key) => routedNow(head, key)}
        onApply={apply}
        onDiscard={does.discard}
      />
    </section>
  );
}
