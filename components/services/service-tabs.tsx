'use client';
import { lazy, memo, Suspense } from 'react';
import { CanaryView } from '#components/canary/canary-view.tsx';
import { EventList } from '#components/events/event-list.tsx';
import { AsOf } from '#components/live/as-of.tsx';
import { ConditionsTable } from '#components/revisions/conditions-table.tsx';
import { useUrlParam } from '#components/shell/use-url-param.ts';
import { OwnershipTree } from '#components/tree/ownership-tree.tsx';
import { loadPart } from '#components/ui/load-part.ts';
import { Tabs } from '#components/ui/tabs.tsx';
import { ObjectYaml } from '#components/yaml/object-yaml.tsx';
import type { ServiceHead } from '#lib/view/models/service-head.ts';
import type { ServiceCollections } from './service-collections.ts';

const Modal = lazy(() =>
  loadPart(async () => await import('#components/ui/modal.tsx')).then((module) => ({
    default: module.Modal,
  })),
);

interface ServiceTabsProps {
  cluster: string;
  head: ServiceHead;
  collections: ServiceCollections;
}

const TABS = [
  { id: 'canary', label: 'Canary' },
  { id: 'tree', label: 'Tree' },
  { id: 'conditions', label: 'Conditions' },
  { id: 'events', label: 'Events' },
  { id: 'yaml', label: 'YAML' },
] as const;

/** ServiceTabs shows the tabs below the gate; the tab and the open node are part of the URL. Edits do not affect it. */
export const ServiceTabs = memo(ServiceTabsContent);

function ServiceTabsContent({ cluster, head, collections }: ServiceTabsProps) {
  const [tabText, setTab] = useUrlParam('tab');
  const [nodeUid, setNode] = useUrlParam('node', 'open');
  const tab = TABS.find(({ id }) => id === tabText)?.id ?? 'canary';
  const { namespace, name } = head.summary;
  const node = nodeUid === null ? undefined : collections.nodes.get(nodeUid);
  return (
    <section aria-label="Details" tabIndex={-1} className="panel min-w-0 overflow-clip outline-none">
      <Tabs
        label="Details"
        tabs={TABS}
        selected={tab}
        onSelect={(id) => setTab(id === 'canary' ? null : id)}
        after={<AsOf />}
      >
        {tab === 'canary' ? (
          <CanaryView samples={collections.samples} revisions={collections.revisions} />
        ) : tab === 'tree' ? (
          <OwnershipTree nodes={collections.nodes} selected={nodeUid} onOpen={setNode} />
        ) : tab === 'conditions' ? (
          <div className="grid gap-8 px-4 py-4 lg:grid-cols-2">
            <ConditionsTable caption="Service" conditions={head.conditions} />
            <ConditionsTable caption="Route" conditions={head.routeConditions} />
          </div>
        ) : tab === 'events' ? (
          <EventList events={collections.events} />
        ) : (
          <div className="px-4 py-4">
            <ObjectYaml
              cluster={cluster}
              reference={{ apiVersion: 'serving.knative.dev/v1', kind: 'Service', namespace, name }}
              version={head.resourceVersion}
            />
          </div>
        )}
      </Tabs>
      <Suspense>
        {node === undefined ? null : (
          <Modal kind="drawer" title={`${node.kind} ${node.name}`} onClose={() => setNode(null)}>
            <ObjectYaml
              cluster={cluster}
              reference={{
                apiVersion: node.apiVersion,
                kind: node.kind,
                namespace: node.namespace,
                name: node.name,
              }}
              version={`${node.ready ?? ''} ${node.reason} ${String(node.deleting)}`}
            />
          </Modal>
        )}
      </Suspense>
    </section>
  );
}
