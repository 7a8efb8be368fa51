import { identityChange } from '#lib/api/identity.ts';
import * as z from '#lib/api/zod.ts';
import type { ClusterView, SourceView } from '#lib/view/models/cluster.ts';

// State of the connection to the cluster, as sent on the stream. lib/view/models/ documents each field.

export const sourceView = z.object({
  id: z.string(),
  kind: z.string(),
  namespace: z.nullable(z.string()),
  tier: z.enum(['summary', 'detail']),
  phase: z.enum(['listing', 'live', 'reconnecting', 'forbidden', 'missing', 'unauthorized']),
  synced: z.boolean(),
  since: z.string(),
  heardAt: z.nullable(z.string()),
  error: z.string(),
  unreadable: z.array(z.string()),
}) satisfies z.ZodMiniType<SourceView>;

export const clusterView = z.object({
  name: z.string(),
  server: z.string(),
  user: z.nullable(z.string()),
  pinnedId: z.string(),
  serverId: z.string(),
  namespaces: z.nullable(z.array(z.string())),
  namespacesFrom: z.enum(['cluster', 'chosen', 'context']),
  identity: z.nullable(z.object({ name: z.string(), groups: z.array(z.string()) })),
  readOnly: z.boolean(),
  kubernetesVersion: z.nullable(z.string()),
  embedded: z.boolean(),
  api: z.enum([
    'connecting',
    'live',
    'unresponsive',
    'notReady',
    'foreign',
    'unreachable',
    'unauthorized',
    'noKnative',
    'signIn',
    'noCredentials',
  ]),
  apiSince: z.string(),
  apiError: z.string(),
  apiAdvice: z.string(),
  apiDetails: z.string(),
  plugin: z.nullable(z.string()),
  kubeconfigNotice: z.string(),
  kubeconfigChange: z.nullable(identityChange),
  synced: z.boolean(),
}) satisfies z.ZodMiniType<ClusterView>;
