'use client';
import { useCallback, useEffect, useState } from 'react';
import { showToast } from '#components/ui/toast.tsx';
import { outdatedWords, type Proposal, type ProposedList } from '#lib/traffic/proposals/proposal.ts';
import type { TrafficDraftHandle } from './use-traffic-draft.ts';

export interface ProposalHandle {
  proposal: Proposal | null;
  /** Which of its lists is in review. */
  chosen: ProposedList['id'];
  /** Why the proposal would no longer do what its title says; null while it would. */
  outdated: string | null;
  /** Puts a proposal into the gate, over the edit in progress. */
  propose: (proposal: Proposal) => void;
  choose: (list: ProposedList) => void;
  /** Removes the proposal from the gate; the edit in progress is visible again. */
  cancel: () => void;
  /** Drops the proposal but keeps its list in the gate, as the user's own edit or because it was written. */
  release: () => void;
}

interface Proposed {
  proposal: Proposal;
  chosen: ProposedList['id'];
  /** What `@latest` resolved to when it was proposed. */
  latestReady: string | null;
}

/** useProposal holds a complete proposed change from the click that requests it until its review ends. */
export function useProposal(edit: TrafficDraftHandle, latestReady: string | null): ProposalHandle {
  const [proposed, setProposed] = useState<Proposed | null>(null);
  const { propose: show, withdraw, adopt, restore } = edit;
  const propose = useCallback(
    (proposal: Proposal) => {
      const [first] = proposal.lists;
      if (first === undefined) return;
      show(first.targets);
      setProposed({ proposal, chosen: first.id, latestReady });
    },
    [show, latestReady],
  );
  // Leaving the page ends the review: a proposal must not come back as an edit.
  useEffect(() => withdraw, [withdraw]);
  const choose = (list: ProposedList) => {
    show(list.targets);
    setProposed((present) => (present === null ? null : { ...present, chosen: list.id }));
  };
  const cancel = () => {
    if (proposed === null) return;
    withdraw();
    setProposed(null);
  };
  const release = () => {
    if (proposed === null) return;
    setProposed(null);
    const replaced = adopt();
    if (replaced === null) return;
    showToast('The edit in progress was replaced.', {
      label: 'Restore it',
      run: () => restore(replaced),
    });
  };
  return {
    proposal: proposed?.proposal ?? null,
    chosen: proposed?.chosen ?? 'served',
    outdated:
      proposed === null
        ? null
        : outdatedWords(proposed.proposal, { before: proposed.latestReady, now: latestReady }),
    propose,
    choose,
    cancel,
    release,
  };
}
