'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { changeSentence, type IdentityChange, identityRows, keepsWords } from '#lib/view/pinned-identity.ts';
import { SwitchDialog } from './switch-dialog.tsx';

interface IdentityBannerProps {
  /** The cluster's name in API paths: the name of the context. */
  cluster: string;
  /** What the kubeconfig names now; null when Sluice already uses it. */
  change: IdentityChange | null;
}

/**
 * IdentityBanner warns that the kubeconfig names another server or user than Sluice uses, what differs, and what holds until someone
 * confirms. It disappears when the kubeconfig matches again.
 */
export function IdentityBanner({ cluster, change }: IdentityBannerProps) {
  const [reviewed, setReviewed] = useState<IdentityChange | null>(null);
  return (
    <>
      <div aria-live="polite" className="empty:hidden">
        {change === null ? null : (
          <Notice
            tone="warn"
            className="mb-3"
            action={<Button onClick={() => setReviewed(change)}>Switch…</Button>}
          >
            <span className="block">
              {changeSentence(cluster, change)} {keepsWords(change)}
            </span>
            <dl className="mt-1.5 grid gap-x-3 gap-y-0.5 text-xs font-normal sm:grid-cols-[auto_minmax(0,1fr)]">
              {identityRows(change).map(({ what, before, now }) => (
                <div key={what} className="contents">
                  <dt className="font-medium">{what}</dt>
                  <dd className="wrap-anywhere">
                    {before} → {now}
                  </dd>
                </div>
              ))}
            </dl>
          </Notice>
        )}
      </div>
      {reviewed === null ? null : (
        <SwitchDialog
          cluster={cluster}
          shown={reviewed}
          waiting={change}
          onShow={setReviewed}
          onClose={() => setReviewed(null)}
        />
      )}
    </>
  );
}
