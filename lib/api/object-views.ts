import { conditionView, revisionColour, revisionServing } from '#lib/api/service-views.ts';
import * as z from '#lib/api/zod.ts';
import type { EventView } from '#lib/view/models/event.ts';
import type { PodView } from '#lib/view/models/pod.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';
import type { TreeNode } from '#lib/view/models/tree-node.ts';

// Views of the objects below a Service, as sent on the stream. lib/view/models/ documents each field.

const ready = z.nullable(z.enum(['True', 'False', 'Unknown']));

export const revisionView = z.object({
  name: z.string(),
  uid: z.string(),
  generation: z.number(),
  createdAt: z.string(),
  colour: revisionColour,
  image: z.string(),
  imageDigest: z.nullable(z.string()),
  userImage: z.nullable(z.string()),
  port: z.nullable(z.number()),
  env: z.array(
    z.object({
      name: z.string(),
      value: z.nullable(z.string()),
      from: z.enum(['value', 'configMap', 'secret', 'field', 'other']),
    }),
  ),
  envFrom: z.array(z.string()),
  scale: z.object({ min: z.number(), max: z.nullable(z.number()) }),
  scaling: z.object({ class: z.string(), metric: z.string(), target: z.nullable(z.number()) }),
  concurrency: z.object({
    limit: z.nullable(z.number()),
    window: z.nullable(z.string()),
    targetUtilization: z.nullable(z.number()),
  }),
  labels: z.array(z.string()),
  annotations: z.array(z.string()),
  containers: z.array(
    z.object({
      name: z.string(),
      init: z.boolean(),
      image: z.string(),
      imageDigest: z.nullable(z.string()),
      command: z.string(),
      resources: z.array(
        z.object({
          name: z.string(),
          request: z.nullable(z.string()),
          limit: z.nullable(z.string()),
        }),
      ),
    }),
  ),
  timeoutSeconds: z.nullable(z.number()),
  conditions: z.array(conditionView),
  ready,
  reason: z.string(),
  routingState: z.nullable(z.string()),
  replicas: z.object({ actual: z.nullable(z.number()), desired: z.nullable(z.number()) }),
  serving: revisionServing,
  routedPercent: z.number(),
  tags: z.array(z.string()),
  isLatestReady: z.boolean(),
  isLatestCreated: z.boolean(),
  creator: z.nullable(z.string()),
  scaledToZeroSince: z.nullable(z.string()),
}) satisfies z.ZodMiniType<RevisionView>;

export const podView = z.object({
  name: z.string(),
  uid: z.string(),
  revisionName: z.string(),
  phase: z.enum(['starting', 'ready', 'notReady', 'terminating', 'failed']),
  reason: z.string(),
  message: z.string(),
  container: z.nullable(z.string()),
  restarts: z.number(),
  createdAt: z.string(),
}) satisfies z.ZodMiniType<PodView>;

export const treeNode = z.object({
  uid: z.string(),
  parent: z.nullable(z.string()),
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  ready,
  reason: z.string(),
  tone: z.nullable(z.enum(['ok', 'bad', 'warn', 'info', 'idle'])),
  createdAt: z.string(),
  deleting: z.boolean(),
  percent: z.nullable(z.number()),
}) satisfies z.ZodMiniType<TreeNode>;

export const eventView = z.object({
  uid: z.string(),
  type: z.enum(['Normal', 'Warning']),
  reason: z.string(),
  message: z.string(),
  object: z.string(),
  count: z.number(),
  firstAt: z.string(),
  lastAt: z.string(),
  source: z.string(),
}) satisfies z.ZodMiniType<EventView>;
