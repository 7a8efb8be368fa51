'use client';
import type { ReactNode } from 'react';
import type { ProposalHandle } from '#components/traffic/draft/use-proposal.ts';
import { Button } from '#components/ui/button.tsx';
import { Modal } from '#components/ui/modal.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { ChangeTable } from './change-table.tsx';
import { CommandTabs } from './command-tabs.tsx';
import { ProposedLists } from './proposed-lists.tsx';

interface ReviewDialogProps {
  namespace: string;
  name: string;
  uid: string;
  /** `spec.traffic` as it was, null when absent, and what it means with defaults applied. */
  written: readonly TrafficTarget[] | null;
  base: readonly TrafficTarget[];
  traffic: readonly TrafficTarget[];
  /** The complete proposal, if it was not edited by hand. */
  proposed: ProposalHandle;
  latestReady: string | null;
  /** The revision name that the template sets; null when Knative generates it. */
  templateName: string | null;
  routedNow: (key: string) => number | null;
  /** Whether the cluster would accept the change, and what it would do, in two lines. */
  verdict: ReactNode;
  /** Everything it would do, each effect with its remedy. */
  effects: ReactNode;
  /** Other warnings to read before applying. */
  warnings: string[];
  /** Set while the data on screen are stale: applying requires this confirmation first. */
  stale: string | null;
  applying: boolean;
  blocked: boolean;
  onApply: (confirmStale: boolean) => void;
  /** Returns to the gate, keeping the change. */
  onEdit: () => void;
  /** Closes the review; a proposal leaves nothing behind. */
  onClose: () => void;
}

/** ReviewDialog shows a change before it is made: the difference, the verdict, and the same change as commands. */
export function ReviewDialog(props: ReviewDialogProps) {
  const { base, traffic, proposed, stale, applying, blocked } = props;
  const { proposal } = proposed;
  return (
    <Modal
      title={`Review the traffic of ${props.name}`}
      width="wide"
      onClose={props.onClose}
      footer={
        <>
          <div aria-live="polite" className="min-w-0 flex-1 basis-60 text-sm">
            {props.verdict}
          </div>
          {proposal === null ? null : (
            <Button variant="ghost" onClick={props.onEdit}>
              Edit it first
            </Button>
          )}
          <Button onClick={props.onClose}>{proposal === null ? 'Keep editing' : 'Cancel'}</Button>
          <Button
            variant="primary"
            shortcut="⌘↵"
            disabled={applying || blocked || proposed.outdated !== null}
            onClick={() => props.onApply(stale !== null)}
          >
            {applying ? 'Applying…' : stale === null ? 'Apply' : 'Apply while not live'}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {stale === null ? null : (
          <Notice tone="warn" role="alert">
            {stale} The data on screen may be out of date. The cluster still rejects your change if someone
            changed the traffic since then.
          </Notice>
        )}
        {proposed.outdated === null ? null : (
          <Notice tone="warn" role="alert">
            {proposed.outdated}
          </Notice>
        )}
        {proposal === null ? null : (
          <ProposedLists proposal={proposal} chosen={proposed.chosen} onChoose={proposed.choose} />
        )}
        {props.warnings.map((warning) => (
          <Notice key={warning} tone="warn">
            {warning}
          </Notice>
        ))}
        {props.effects}
        <ChangeTable
          before={base}
          after={traffic}
          latestReady={props.latestReady}
          routedNow={props.routedNow}
          caption="What changes"
        />
        <CommandTabs
          namespace={props.namespace}
          name={props.name}
          uid={props.uid}
          templateName={props.templateName}
          base={props.written}
          traffic={traffic}
        />
      </div>
    </Modal>
  );
}
