'use client';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Modal } from '#components/ui/modal.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { ChangeTable } from './change-table.tsx';
import { CommandTabs } from './command-tabs.tsx';
import { ProposedLists } from './proposed-lists.tsx';
import type { ProposalHandle } from './use-proposal.ts';

interface ReviewDialogProps {
  namespace: string;
  name: string;
  uid: string;
  /** `spec.traffic` as it stood, null when absent, and what it means with defaults. */
  written: readonly TrafficTarget[] | null;
  base: readonly TrafficTarget[];
  traffic: readonly TrafficTarget[];
  /** What was offered as a whole, where it was not edited by hand. */
  proposed: ProposalHandle;
  latestReady: string | null;
  /** The name that the template gives its revision; null where Knative makes it. */
  templateName: string | null;
  routedNow: (key: string) => number | null;
  /** Whether the cluster would take it, and what it would do, in two lines. */
  verdict: ReactNode;
  /** All that it would do, with the way out beside it. */
  effects: ReactNode;
  /** Other sentences that a person should read before applying. */
  warnings: string[];
  /** Set while the shown data is old: applying asks for this confirmation first. */
  stale: string | null;
  applying: boolean;
  blocked: boolean;
  onApply: (confirmStale: boolean) => void;
  /** Back to the gate with the change in it. */
  onEdit: () => void;
  /** Closes the review; what was proposed leaves nothing behind. */
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
            {applying ? 'Applying…' : stale === null ? 'Apply' : 'Apply although not live'}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {stale === null ? null : (
          <Notice tone="warn" role="alert">
            {stale} What you see may be old. The cluster still refuses the change if the traffic is no longer
            what it was.
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
