'use client';
import { lazy, type ReactNode, Suspense } from 'react';
import { type ApiError, isUnanswered } from '#components/actions/api.ts';
import type { Verdict } from '#components/actions/use-traffic-write.ts';
import { whoMoved } from '#components/traffic/draft/editor-facts.ts';
import type { ApplyHandle } from '#components/traffic/draft/use-apply.ts';
import type { ProposalHandle } from '#components/traffic/draft/use-proposal.ts';
import type { TrafficDraftHandle } from '#components/traffic/draft/use-traffic-draft.ts';
import { loadPart } from '#components/ui/load-part.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';

const ReviewDialog = lazy(() =>
  loadPart(async () => await import('./review-dialog.tsx')).then((module) => ({
    default: module.ReviewDialog,
  })),
);
const ConflictDialog = lazy(() =>
  loadPart(async () => await import('./conflict-dialog.tsx')).then((module) => ({
    default: module.ConflictDialog,
  })),
);

/** The editor's open dialog. */
export type EditorDialog = 'review' | 'conflict' | null;

interface EditorDialogsProps {
  dialog: EditorDialog;
  onDialog: (dialog: EditorDialog) => void;
  head: ServiceHead;
  base: readonly TrafficTarget[];
  theirs: readonly TrafficTarget[];
  edit: TrafficDraftHandle;
  applyHandle: ApplyHandle;
  verdict: Verdict;
  verdictLine: ReactNode;
  effects: ReactNode;
  isReady: (revisionName: string | null) => boolean;
  warnings: string[];
  stale: string | null;
  proposed: ProposalHandle;
  /** Why nothing can be changed; null when it can. */
  readOnlyReason: string | null;
  routedNow: (key: string) => number | null;
  onApply: (confirmStale: boolean) => void;
  onDiscard: () => void;
}

/** isMoved distinguishes a conflict that a user can resolve from one with another Service of the same name. */
export function isMoved(error: ApiError, uid: string): boolean {
  return error.code === 'conflict' && (error.theirUid === undefined || error.theirUid === uid);
}

/** Refusals that a retry does not change. */
const FINAL_REFUSALS = new Set(['invalid', 'forbidden', 'readOnly', 'notFound']);

/** EditorDialogs shows the review, or base, theirs and mine when the traffic is no longer what the edit began from. */
export function EditorDialogs(props: EditorDialogsProps) {
  const { dialog, onDialog, head, edit, applyHandle, verdict, proposed } = props;
  const { draft, traffic } = edit;
  const { error } = applyHandle;
  const conflict = dialog === 'conflict' || (error !== null && isMoved(error, draft.uid));
  if (dialog === null) return null;
  return (
    <Suspense>
      {conflict ? (
        <ConflictDialog
          base={props.base}
          theirs={error?.theirs ?? props.theirs}
          mine={traffic}
          who={error !== null && isMoved(error, draft.uid) ? (error.by ?? null) : whoMoved(head, edit)}
          isOffer={proposed.proposal !== null}
          isUnanswered={error !== null && isUnanswered(error)}
          latest={{ before: draft.latestReady, now: head.summary.latestReady }}
          isBeforeReady={props.isReady(draft.latestReady)}
          onChoose={(choice) => {
            if (choice.take === 'theirs') {
              onDialog(null);
              if (proposed.proposal === null) props.onDiscard();
              else {
                // Only the proposal is dropped; the dialog was not about the edit in progress beneath it.
                proposed.cancel();
                applyHandle.clear();
              }
              return;
            }
            proposed.release();
            edit.rebase(choice.targets, error?.theirs);
            applyHandle.clear();
            onDialog('review');
          }}
          onClose={() => {
            onDialog(null);
            proposed.cancel();
            applyHandle.clear();
          }}
        />
      ) : (
        <ReviewDialog
          namespace={head.summary.namespace}
          name={head.summary.name}
          uid={draft.uid}
          written={draft.base}
          base={props.base}
          traffic={traffic}
          proposed={proposed}
          latestReady={head.summary.latestReady}
          routedNow={props.routedNow}
          verdict={props.verdictLine}
          effects={props.effects}
          templateName={head.templateName}
          warnings={props.warnings}
          stale={props.stale}
          applying={applyHandle.applying}
          blocked={
            !edit.changed ||
            props.readOnlyReason !== null ||
            (verdict.state === 'refused' && FINAL_REFUSALS.has(verdict.error.code))
          }
          onApply={props.onApply}
          onEdit={() => {
            onDialog(null);
            proposed.release();
          }}
          onClose={() => {
            onDialog(null);
            if (proposed.proposal !== null && error !== null) applyHandle.clear();
            proposed.cancel();
          }}
        />
      )}
    </Suspense>
  );
}
