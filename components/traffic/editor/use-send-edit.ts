'use client';
import { noteRefused, noteSent, noteWritten } from '#components/traffic/draft/own-change.ts';
import type { ApplyHandle } from '#components/traffic/draft/use-apply.ts';
import type { ProposalHandle } from '#components/traffic/draft/use-proposal.ts';
import type { TrafficDraftHandle } from '#components/traffic/draft/use-traffic-draft.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';

interface SentEdit {
  cluster: string;
  head: ServiceHead;
  edit: TrafficDraftHandle;
  applyHandle: ApplyHandle;
  proposed: ProposalHandle;
  /** The traffic that the edit began from. */
  base: readonly TrafficTarget[];
  disabled: boolean;
  /** Called once the cluster holds the change. */
  onWritten: () => void;
}

/**
 * useSendEdit returns what writes the edit to the cluster, and remembers it as this tab's own change. It does nothing without a change,
 * while editing is disabled, or when the proposal in review no longer holds. `confirmStale`: the user confirmed a write from stale data.
 */
export function useSendEdit(sent: SentEdit): (confirmStale: boolean) => void {
  const { cluster, head, edit, applyHandle, base, disabled, onWritten } = sent;
  const { namespace, name, uid, latestReady } = head.summary;
  const { draft, traffic, changed, discard } = edit;
  return (confirmStale) => {
    const { proposal, outdated, release } = sent.proposed;
    if (!changed || disabled || outdated !== null) return;
    const change = {
      kind: proposal?.kind ?? ('edit' as const),
      before: base,
      after: traffic,
      latestReady,
      generation: head.generation + 1,
    };
    noteSent(cluster, uid, change);
    applyHandle.apply(
      { cluster, namespace, name, uid, base: draft.base, traffic, ...(confirmStale ? { confirmStale } : {}) },
      {
        onWritten: ({ traffic: after, generation }) => {
          noteWritten(cluster, uid, { ...change, after, generation });
          release();
          onWritten();
        },
        onRefused: () => noteRefused(cluster, uid),
        onBack: discard,
      },
    );
  };
}
