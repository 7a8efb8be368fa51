'use client';
import { useCluster } from '#components/live/connection-state.tsx';
import { useLive } from '#components/live/live-provider.tsx';
import { useCollection, useTopic } from '#components/live/use-collection.ts';
import { ClusterState } from '#components/states/cluster-state.tsx';
import { DegradedNotice } from '#components/states/degraded-notice.tsx';
import { NoServices } from '#components/states/no-services.tsx';
import { Overview } from './overview.tsx';
import { OverviewSkeleton } from './overview-skeleton.tsx';

/** LiveOverview is the overview backed by the live store. */
export function LiveOverview() {
  const live = useLive();
  const cluster = useCluster();
  const sources = useCollection('cluster', 'sources');
  const services = useCollection('services', 'services');
  const known = useTopic('services');
  return (
    <ClusterState
      cluster={cluster}
      sources={sources}
      hasData={services.size > 0}
      loading={<OverviewSkeleton />}
    >
      {known || services.size > 0 ? (
        <div className="mb-3 empty:hidden">
          <DegradedNotice sources={sources.values()} cluster={cluster} scope />
        </div>
      ) : null}
      {services.size > 0 ? (
        <Overview cluster={live.cluster} services={services} />
      ) : known ? (
        <NoServices namespaces={cluster?.namespaces ?? null} />
      ) : (
        <OverviewSkeleton />
      )}
    </ClusterState>
  );
}
