import { clusterView, sourceView } from '#lib/api/cluster-views.ts';
import { byeMessage, heartbeatMessage, topicName } from '#lib/api/frames.ts';
import { eventView, podView, revisionView, treeNode } from '#lib/api/object-views.ts';
import { sampleView, serviceHead, serviceSummary, splitView } from '#lib/api/service-views.ts';
import * as z from '#lib/api/zod.ts';
import type { ChangesMessage, CollectionName, Collections, SnapshotMessage } from '#lib/live/protocol.ts';

/** Value schema of each collection. */
export const COLLECTIONS: { readonly [C in CollectionName]: z.ZodMiniType<Collections[C]> } = {
  cluster: clusterView,
  sources: sourceView,
  services: serviceSummary,
  head: serviceHead,
  revisions: revisionView,
  pods: podView,
  nodes: treeNode,
  events: eventView,
  splits: splitView,
  samples: sampleView,
};

const keyed = <C extends CollectionName>(name: C) => z.optional(z.record(z.string(), COLLECTIONS[name]));

const collections = z.object({
  cluster: keyed('cluster'),
  sources: keyed('sources'),
  services: keyed('services'),
  head: keyed('head'),
  revisions: keyed('revisions'),
  pods: keyed('pods'),
  nodes: keyed('nodes'),
  events: keyed('events'),
  splits: keyed('splits'),
  samples: keyed('samples'),
});

/** Full state of a topic; validates every value. */
export const snapshotMessage = z.object({
  type: z.literal('snapshot'),
  topic: topicName,
  cursor: z.string(),
  collections,
  total: z.optional(z.int()),
}) satisfies z.ZodMiniType<SnapshotMessage>;

const removedKeys = z.optional(z.array(z.string()));

/** Differences from the previous state. Values replace old ones; they are never merged. */
const changesMessage = z.object({
  type: z.literal('changes'),
  topic: topicName,
  cursor: z.string(),
  upserted: collections,
  removed: z.object({
    cluster: removedKeys,
    sources: removedKeys,
    services: removedKeys,
    head: removedKeys,
    revisions: removedKeys,
    pods: removedKeys,
    nodes: removedKeys,
    events: removedKeys,
    splits: removedKeys,
    samples: removedKeys,
  }),
}) satisfies z.ZodMiniType<ChangesMessage>;

/** Any message of an event stream; validates every value. */
export const streamMessage = z.discriminatedUnion('type', [
  snapshotMessage,
  changesMessage,
  heartbeatMessage,
  byeMessage,
]);
