'use client';
import { useCallback, useState } from 'react';
import { showToast } from '#components/ui/toast.tsx';
import type { TrafficDraft } from '#lib/traffic-draft/draft.ts';
import type { Proposal, ProposedList } from '#lib/traffic-draft/proposal.ts';
import type { TrafficDraftHandle } from './use-traffic-draft.ts';

export interface ProposalHandle {
  proposal: Proposal | null;
  /** Which of its lists is in review. */
  chosen: ProposedList['id'];
  /** Puts a proposal into the gate; the edit in progress waits aside. */
  propose: (proposal: Proposal) => void;
  choose: (list: ProposedList) => void;
  /** Takes the proposal out of the gate; the edit that it pushed aside comes back. */
  cancel: () => void;
  /** Lets go of the proposal and leaves its list in the gate, as an edit of the person's own, or because it was written. */
  release: () => void;
}

interface Proposed {
  proposal: Proposal;
  chosen: ProposedList['id'];
  aside: TrafficDraft | null;
}

/** useProposal holds the change that is offered as a whole, between the press that asked for it and its review's end. */
export function useProposal(edit: TrafficDraftHandle): ProposalHandle {
  const [proposed, setProposed] = useState<Proposed | null>(null);
  const { changed, discard, restore, rebase } = edit;
  const propose = useCallback(
    (proposal: Proposal) => {
      const [first] = proposal.lists;
      if (first === undefined) return;
      const aside = changed ? discard() : null;
      rebase(first.targets);
      setProposed({ proposal, chosen: first.id, aside });
    },
    [changed, discard, rebase],
  );
  const choose = (list: ProposedList) => {
    rebase(list.targets);
    setProposed((present) => (present === null ? null : { ...present, chosen: list.id }));
  };
  const cancel = () => {
    if (proposed === null) return;
    discard();
    if (proposed.aside !== null) restore(proposed.aside);
    setProposed(null);
  };
  const release = () => {
    if (proposed === null) return;
    const { aside } = proposed;
    setProposed(null);
    if (aside === null) return;
    showToast('The edit in progress was replaced.', {
      label: 'Bring it back',
      run: () => restore(aside),
    });
  };
  return {
    proposal: proposed?.proposal ?? null,
    chosen: proposed?.chosen ?? 'served',
    propose,
    choose,
    cancel,
    release,
  };
}
