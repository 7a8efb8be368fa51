import { heldTarget } from '#lib/api/traffic.ts';
import * as z from '#lib/api/zod.ts';
import type { Harm, RevisionServing, RouteServing } from '#lib/traffic/harm.ts';
import type { ConditionView } from '#lib/view/models/condition.ts';
import type { SampleView, SplitView } from '#lib/view/models/history.ts';
import type {
  DomainMappingView,
  ServiceHead,
  TagTrouble,
  TrafficOwnerView,
} from '#lib/view/models/service-head.ts';
import type { ServiceSummary } from '#lib/view/models/service-summary.ts';
import type { RolloutView, RoutedShare, TargetView } from '#lib/view/models/traffic.ts';

// Views of a Service, as sent on the stream. lib/view/models/ documents each field; `satisfies` keeps the two in sync.

/** The palette has five revision colors. */
export const revisionColour = z.literal([0, 1, 2, 3, 4]);

export const conditionView = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  mark: z.enum(['++', '!!', 'W', 'I', '!', '??']),
  reason: z.string(),
  message: z.string(),
  since: z.nullable(z.string()),
}) satisfies z.ZodMiniType<ConditionView>;

const targetView = z.object({
  revisionName: z.nullable(z.string()),
  latestRevision: z.boolean(),
  percent: z.number(),
  tag: z.nullable(z.string()),
  url: z.nullable(z.string()),
}) satisfies z.ZodMiniType<TargetView>;

const routedShare = z.object({
  revisionName: z.string(),
  percent: z.number(),
  tags: z.array(z.string()),
  latest: z.boolean(),
  colour: revisionColour,
}) satisfies z.ZodMiniType<RoutedShare>;

const rolloutView = z.object({
  revisionName: z.string(),
  percent: z.number(),
  targetPercent: z.number(),
  stepSize: z.nullable(z.number()),
  nextStepAt: z.nullable(z.string()),
  doneAt: z.nullable(z.string()),
}) satisfies z.ZodMiniType<RolloutView>;

const trafficOwner = z.object({
  tool: z.string(),
  object: z.nullable(z.string()),
  manager: z.nullable(z.string()),
  stated: z.enum(['yes', 'no', 'unknown']),
  reverts: z.enum(['atOnce', 'interval', 'nextApply', 'never', 'unknown']),
}) satisfies z.ZodMiniType<TrafficOwnerView>;

const servingState = z.enum(['serves', 'asleep', 'starting', 'fails', 'missing', 'unknown']);

export const revisionServing = z.object({
  revisionName: z.string(),
  state: servingState,
  words: z.string(),
  ofService: z.nullable(z.string()),
}) satisfies z.ZodMiniType<RevisionServing>;

const routeServing = z.object({
  accepted: z.nullable(z.boolean()),
  ingress: z.enum(['ready', 'wasReady', 'never', 'absent', 'unknown']),
  words: z.string(),
  isSplitKnown: z.boolean(),
}) satisfies z.ZodMiniType<RouteServing>;

const harm = z.object({
  level: z.enum(['none', 'hurting', 'unknown']),
  failing: z.number(),
  doubtful: z.number(),
  causes: z.array(
    z.object({
      level: z.enum(['hurting', 'unknown']),
      object: z.object({ kind: z.enum(['Revision', 'Route', 'Ingress']), name: z.string() }),
      percent: z.number(),
      words: z.string(),
      state: z.nullable(servingState),
      unrouted: z.optional(z.boolean()),
    }),
  ),
}) satisfies z.ZodMiniType<Harm>;

/** Row of the overview. */
export const serviceSummary = z.object({
  key: z.string(),
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
  createdAt: z.string(),
  deleting: z.boolean(),
  url: z.nullable(z.string()),
  visibility: z.enum(['public', 'cluster-local']),
  state: z.enum([
    'failing',
    'changeFailed',
    'stuck',
    'degraded',
    'rollingOut',
    'progressing',
    'pinnedBehind',
    'split',
    'steady',
  ]),
  ready: z.nullable(conditionView),
  headline: z.string(),
  since: z.nullable(z.string()),
  harm,
  routed: z.array(routedShare),
  rollout: z.nullable(rolloutView),
  tags: z.array(z.string()),
  latestReady: z.nullable(z.string()),
  latestCreated: z.nullable(z.string()),
  latestPercent: z.number(),
  pods: z.object({ ready: z.number(), desired: z.number() }),
  change: z.object({ by: z.nullable(z.string()), manager: z.nullable(z.string()), at: z.string() }),
  labels: z.record(z.string(), z.string()),
  images: z.array(z.string()),
}) satisfies z.ZodMiniType<ServiceSummary>;

const domainMapping = z.object({
  host: z.string(),
  url: z.nullable(z.string()),
  ready: z.nullable(conditionView),
}) satisfies z.ZodMiniType<DomainMappingView>;

const tagTrouble = z.object({
  tag: z.string(),
  revisionName: z.string(),
  words: z.string(),
}) satisfies z.ZodMiniType<TagTrouble>;

/** Header and gate of a Service's page. */
export const serviceHead = z.object({
  summary: serviceSummary,
  generation: z.number(),
  observedGeneration: z.nullable(z.number()),
  resourceVersion: z.string(),
  conditions: z.array(conditionView),
  routeConditions: z.array(conditionView),
  specTraffic: z.nullable(z.array(heldTarget)),
  desired: z.array(targetView),
  routed: z.array(targetView),
  route: routeServing,
  strangers: z.record(z.string(), revisionServing),
  mappings: z.array(domainMapping),
  tagTroubles: z.array(tagTrouble),
  statusIsCurrent: z.boolean(),
  annotations: z.record(z.string(), z.string()),
  trafficOwner: z.nullable(trafficOwner),
  templateName: z.nullable(z.string()),
  templateHash: z.string(),
}) satisfies z.ZodMiniType<ServiceHead>;

/** A `spec.traffic` split that the server observed. */
export const splitView = z.object({
  id: z.string(),
  generation: z.number(),
  traffic: z.array(heldTarget),
  latestReady: z.nullable(z.string()),
  served: z.nullable(z.record(z.string(), z.number())),
  seenAt: z.string(),
  by: z.nullable(z.string()),
  manager: z.nullable(z.string()),
  gap: z.boolean(),
}) satisfies z.ZodMiniType<SplitView>;

/** Percent and pods of each revision at one point in time. */
export const sampleView = z.object({
  at: z.number(),
  revisions: z.record(z.string(), z.object({ percent: z.number(), ready: z.number(), desired: z.number() })),
}) satisfies z.ZodMiniType<SampleView>;
