'use client';
import { type ReactNode, useEffect, useState } from 'react';
import { QueryProvider } from '#components/actions/query-provider.tsx';
import { useCluster } from '#components/live/connection-state.tsx';
import { clearToasts, showToast } from '#components/ui/toast.tsx';
import { userText } from '#lib/view/pinned-identity.ts';

/**
 * OneIdentity ties its children to one identity: when Sluice switches to another user or server, it remounts everything, so that no
 * answer, dialog or selection of the old one is left, and shows a toast about the switch.
 */
export function OneIdentity({ children }: { children: ReactNode }) {
  const cluster = useCluster();
  const id = cluster?.pinnedId;
  const [life, setLife] = useState({ id, number: 0 });
  if (id !== undefined && id !== life.id)
    setLife({ id, number: life.id === undefined ? life.number : life.number + 1 });
  const words = cluster === undefined ? '' : `${cluster.server} as the ${userText(cluster)}`;
  useEffect(() => {
    if (life.number === 0) return undefined;
    clearToasts();
    showToast(`Sluice now uses ${words}. Everything on screen comes from there.`);
    // The remount removed the element that had the focus, so the dialog has nothing left to return it to.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === document.body)
        document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
    // oxlint-disable-next-line react/exhaustive-deps -- shown once per life, in the words from its beginning
  }, [life.number]);
  return <QueryProvider key={life.number}>{children}</QueryProvider>;
}
