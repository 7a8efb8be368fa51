import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { SharedAddressNotice } from '#components/access/shared-address-notice.tsx';
import { LiveConnection } from '#components/shell/live-connection.tsx';
import { openAccess } from '#server/access/open-access.ts';
import { openCluster } from '#server/cluster.ts';
import { firstPaint } from '#server/http/first-paint.ts';
import { visitorOf } from '#server/http/guard.ts';
import { decodeSegment } from '#server/http/route.ts';

export const dynamic = 'force-dynamic';

/** Layout of every page of a cluster. Its live connection starts from what the server knows at render time. */
export default async function ClusterLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ cluster: string }>;
}) {
  const cluster = openCluster();
  // proxy.ts has already let the request in. Read the caller again here, so that no page relies on a route matcher alone.
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
