'use client';
import { useState } from 'react';
import { useForbiddenReason } from '#components/actions/use-access.ts';
import { staleReason, useCluster, useLiveStatus } from '#components/live/connection-state.tsx';
import { useLive } from '#components/live/live-provider.tsx';
import { useCollection, useEntry, useTopic } from '#components/live/use-collection.ts';
import { ClusterState } from '#components/states/cluster-state.tsx';
import { DegradedNotice } from '#components/states/degraded-notice.tsx';
import { ServiceNotFound } from '#components/states/not-found.tsx';
import { serviceTopic, type Topic } from '#lib/live/protocol.ts';
import type { SourceView } from '#lib/view/models/cluster.ts';
import { concerning } from '#lib/view/rights.ts';
import { ServicePage } from './service-page.tsx';
import { ServiceSkeleton } from './service-skeleton.tsx';

interface LiveServicePageProps {
  namespace: string;
  name: string;
}

const NO_SOURCES: ReadonlyMap<string, SourceView> = new Map();

/** LiveServicePage is a Service's page backed by the live store. */
export function LiveServicePage({ namespace, name }: LiveServicePageProps) {
  const live = useLive();
  const topic = serviceTopic(namespace, name);
  const cluster = useCluster();
  const status = useLiveStatus(topic);
  const clusterSources = useCollection('cluster', 'sources');
  const sources = useCollection(topic, 'sources');
  const known = useTopic(topic);
  const forbidden = useForbiddenReason(live.cluster, namespace, name);
  const head = useEntry(topic, 'head', 'head');
  const [seen, setSeen] = useState(false);
  if (head !== undefined && !seen) setSeen(true);
  const loading = <ServiceSkeleton name={name} />;
  return (
    <ClusterState
      cluster={cluster}
      // A user may be allowed to read a single Service without being allowed to list them; the Service's own topic decides.
      sources={known ? clusterSources : NO_SOURCES}
      hasData={head !== undefined && cluster !== undefined}
      loading={loading}
    >
      {head === undefined || cluster === undefined ? (
        known ? (
          <MissingService topic={topic} namespace={namespace} name={name} deleted={seen} />
        ) : (
          loading
        )
      ) : (
        <>
          <div className="mb-3 empty:hidden">
            <DegradedNotice
              sources={concerning([...clusterSources.values(), ...sources.values()], namespace, name)}
              cluster={cluster}
            />
          </div>
          <ServicePage
            // A Service that was deleted and recreated is a different object: none of the old page's state applies to it.
            key={head.summary.uid}
            cluster={live.cluster}
            serverId={cluster.serverId}
            head={head}
            topic={topic}
            readOnlyReason={
              cluster.readOnly
                ? 'Sluice was started with --read-only: nothing can be changed here.'
                : head.summary.deleting
                  ? 'The Service is being deleted.'
                  : forbidden
            }
            staleReason={staleReason(status)}
          />
        </>
      )}
    </ClusterState>
  );
}

interface MissingServiceProps extends LiveServicePageProps {
  topic: Topic;
  /** Whether this page has shown the Service before. */
  deleted: boolean;
}

/** Says that there is no such Service, and names what else has its name. */
function MissingService({ topic, namespace, name, deleted }: MissingServiceProps) {
  const { cluster } = useLive();
  const strays = [...useCollection(topic, 'nodes').values()];
  return (
    <ServiceNotFound cluster={cluster} namespace={namespace} name={name} deleted={deleted} strays={strays} />
  );
}
