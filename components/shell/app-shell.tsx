'use client';
import type { ReactNode } from 'react';
import { useCluster, useLiveStatus } from '#components/live/connection-state.tsx';
import { DataClock } from '#components/live/data-clock.tsx';
import { useLive } from '#components/live/live-provider.tsx';
import { ToastRegion } from '#components/ui/toast.tsx';
import type { Topic } from '#lib/live/protocol.ts';
import { AppHeader, type Crumb } from './app-header.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { useFocusFallback } from './use-focus-fallback.ts';

interface AppShellProps {
  crumbs: readonly Crumb[];
  /** The page's topic; its sources count toward whether the page is live. */
  topic?: Topic;
  children: ReactNode;
}

/** AppShell wraps every page: header, connection banner, messages. */
export function AppShell({ crumbs, topic, children }: AppShellProps) {
  const { cluster } = useLive();
  const view = useCluster();
  const status = useLiveStatus(topic);
  useFocusFallback();
  return (
    <>
      <AppHeader
        cluster={view?.name ?? cluster}
        crumbs={crumbs}
        status={status}
        readOnly={view?.readOnly ?? false}
        embedded={view?.embedded ?? false}
      />
      <ConnectionBanner status={status} />
      <main
        id="main"
        tabIndex={-1}
        data-old={status.state === 'down' ? '' : undefined}
        className="mx-auto max-w-[1360px] px-6 pt-5 pb-16 outline-none max-md:px-3"
      >
        <DataClock status={status}>{children}</DataClock>
      </main>
      <ToastRegion />
    </>
  );
}
