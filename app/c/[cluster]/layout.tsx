import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { SharedAddressNotice } from '#components/access/shared-address-notice.tsx';
import { LiveConnection } from '#components/live/live-connection.tsx';
import { openAccess } from '#server/access/open-access.ts';
import { openCluster } from '#server/cluster.ts';
import { visitorOf } from '#server/http/guard.ts';
import { decodeSegment } from '#server/http/route.ts';
import { firstPaint } from '#server/live/first-paint.ts';

export const dynamic = 'force-dynamic';

/** Every page of a cluster: its live connection, begun from what the server knows at the time of rendering. */
export default async function ClusterLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ cluster: string }>;
}) {
  const cluster = openCluster();
  // proxy.ts has let the request in; who asks is read again here, so that no page depends on a matcher alone.
  const visitor = visitorOf(await headers(), openAccess());
  if (visitor === undefined || decodeSegment((await params).cluster) !== cluster.name) notFound();
  const { now, snapshots } = await firstPaint(cluster.live, visitor);
  return (
    <LiveConnection cluster={cluster.name} initialNow={now} initial={snapshots}>
      {visitor.host === 'shared' ? <SharedAddressNotice /> : null}
      {children}
    </LiveConnection>
  );
}
