'use client';
import { lazy, memo, Suspense } from 'react';
import { CanaryView } from '#components/canary/canary-view.tsx';
import { EventList } from '#components/events/event-list.tsx';
import { AsOf } from '#components/live/as-of.tsx';
import { useCollection, useEntry } from '#components/live/use-collection.ts';
import { ConditionsTable } from '#components/revisions/conditions-table.tsx';
import { useUrlParam } from '#components/shell/use-url-param.ts';
import { OwnershipTree } from '#components/tree/ownership-tree.tsx';
import { loadPart } from '#components/ui/load-part.ts';
import { Tabs } from '#components/ui/tabs.tsx';
import { ObjectYaml } from '#components/yaml/object-yaml.tsx';
import type { Topic } from '#lib/live/protocol.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';

const Modal = lazy(() =>
  loadPart(async () => await import('#components/ui/modal.tsx')).then((module) => ({
    default: module.Modal,
  })),
);

interface ServiceTabsProps {
  cluster: string;
  head: ServiceHead;
  /** The Service's topic. */
  topic: Topic;
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

function ServiceTabsContent({ cluster, head, topic }: ServiceTabsProps) {
  const [tabText, setTab] = useUrlParam('tab');
  const [nodeUid, setNode] = useUrlParam('node', 'open');
  const tab = TABS.find(({ id }) => id === tabText)?.id ?? 'canary';
  const { namespace, name } = head.summary;
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
          <CanaryTab topic={topic} />
        ) : tab === 'tree' ? (
          <TreeTab topic={topic} selected={nodeUid} onOpen={setNode} />
        ) : tab === 'conditions' ? (
          <div className="grid gap-8 px-4 py-4 lg:grid-cols-2">
            <ConditionsTable caption="Service" conditions={head.conditions} />
            <ConditionsTable caption="Route" conditions={head.routeConditions} />
          </div>
        ) : tab === 'events' ? (
          <EventsTab topic={topic} />
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
      {nodeUid === null ? null : (
        <NodeDrawer cluster={cluster} topic={topic} uid={nodeUid} onClose={() => setNode(null)} />
      )}
    </section>
  );
}

function CanaryTab({ topic }: { topic: Topic }) {
  return (
    <CanaryView samples={useCollection(topic, 'samples')} revisions={useCollection(topic, 'revisions')} />
  );
}

function EventsTab({ topic }: { topic: Topic }) {
  return <EventList events={useCollection(topic, 'events')} />;
}

interface TreeTabProps {
  topic: Topic;
  /** The uid of the open node. */
  selected: string | null;
  onOpen: (uid: string) => void;
}

function TreeTab({ topic, selected, onOpen }: TreeTabProps) {
  return <OwnershipTree nodes={useCollection(topic, 'nodes')} selected={selected} onOpen={onOpen} />;
}

interface NodeDrawerProps {
  cluster: string;
  topic: Topic;
  uid: string;
  onClose: () => void;
}

/** The YAML of a node of the tree; nothing while there is no such node. */
function NodeDrawer({ cluster, topic, uid, onClose }: NodeDrawerProps) {
  const node = useEntry(topic, 'nodes', uid);
  if (node === undefined) return null;
  const { apiVersion, kind, namespace, name } = node;
  return (
    <Suspense>
      <Modal kind="drawer" title={`${kind} ${name}`} onClose={onClose}>
        <ObjectYaml
          cluster={cluster}
          reference={{ apiVersion, kind, namespace, name }}
          version={`${node.ready ?? ''} ${node.reason} ${String(node.deleting)}`}
        />
      </Modal>
    </Suspense>
  );
}
