'use client';
import { useState } from 'react';
import { callApi } from '#components/actions/api.ts';
import { Button } from '#components/ui/button.tsx';
import { Modal } from '#components/ui/modal.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { switchIdentity } from '#lib/api/contract.ts';
import { consequences, type IdentityChange, identityRows } from '#lib/view/pinned-identity.ts';

interface SwitchDialogProps {
  cluster: string;
  /** The change in review. It stays on screen unchanged, even if the kubeconfig has changed since. */
  shown: IdentityChange;
  /** The change that is pending now; null for none. */
  waiting: IdentityChange | null;
  /** Reviews another change. */
  onShow: (change: IdentityChange) => void;
  onClose: () => void;
}

/**
 * SwitchDialog explains what continuing as another user or with another server means, and confirms exactly that. It stays open until the
 * new identity is in use, which discards this page's state of the old one.
 */
export function SwitchDialog({ cluster, shown, waiting, onShow, onClose }: SwitchDialogProps) {
  const [progress, setProgress] = useState<'no' | 'underWay' | 'done'>('no');
  const [problem, setProblem] = useState('');
  const isOutdated = progress !== 'done' && waiting?.id !== shown.id;
  const confirm = (): void => {
    setProgress('underWay');
    setProblem('');
    callApi(switchIdentity, { cluster }, { body: { change: shown.id } }).then(
      () => setProgress('done'),
      (error: unknown) => {
        setProgress('no');
        setProblem(error instanceof Error ? error.message : String(error));
      },
    );
  };
  return (
    <Modal
      title={`Switch ${cluster} to what the kubeconfig names now`}
      width="wide"
      role="alertdialog"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep the current one</Button>
          {isOutdated ? (
            waiting === null ? null : (
              <Button
                variant="primary"
                onClick={() => {
                  setProblem('');
                  onShow(waiting);
                }}
              >
                Review the new change
              </Button>
            )
          ) : (
            <Button variant="primary" disabled={progress !== 'no'} onClick={confirm}>
              {progress === 'no' ? 'Switch' : 'Switching…'}
            </Button>
          )}
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 text-sm">
        <div role="alert" className="empty:hidden">
          {isOutdated ? (
            <Notice tone="warn">
              {waiting === null
                ? 'The kubeconfig no longer names this server and user. There is nothing to confirm.'
                : 'The kubeconfig changed again while this was open. Review the new change before you confirm.'}
            </Notice>
          ) : problem === '' ? null : (
            <Notice tone="bad">{problem}</Notice>
          )}
        </div>
        <DifferenceTable change={shown} />
        <ul className="grid list-disc gap-1 pl-5 wrap-anywhere">
          {consequences(shown).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <p className="text-ink-2">
          This writes nothing to any cluster. To go back, restore the kubeconfig and confirm that change.
        </p>
      </div>
    </Modal>
  );
}

function DifferenceTable({ change }: { change: IdentityChange }) {
  return (
    <table className="w-full table-fixed text-sm">
      <caption className="sr-only">Differences</caption>
      <thead className="text-left text-2xs text-ink-3">
        <tr>
          <th scope="col" className="w-24 py-1 font-normal">
            <span className="sr-only">Setting</span>
          </th>
          <th scope="col" className="py-1 pr-3 font-normal">
            in use
          </th>
          <th scope="col" className="py-1 font-normal">
            in the kubeconfig
          </th>
        </tr>
      </thead>
      <tbody>
        {identityRows(change).map(({ what, before, now }) => (
          <tr key={what} className="border-t border-line align-top">
            <th scope="row" className="py-1.5 pr-3 text-left font-medium">
              {what}
            </th>
            <td className="mono py-1.5 pr-3 text-xs wrap-anywhere text-ink-2">{before}</td>
            <td className="mono py-1.5 text-xs font-semibold wrap-anywhere">{now}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
