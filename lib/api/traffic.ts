import * as z from '#lib/api/zod.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { isNamespaceName, isObjectName } from '#lib/kubernetes/object-name.ts';

const MAX_TARGETS = 1_000;

/** A Service in a path: what may stand in a path to the API server. */
export const servicePlace = z.object({
  namespace: z.string().check(z.refine(isNamespaceName, 'is not a valid namespace name')),
  name: z.string().check(z.refine(isObjectName, 'is not a valid Service name')),
});

/** A traffic target that the cluster holds. Fields that this version does not know are kept: a write tests the list as it stands. */
export const heldTarget: z.ZodMiniType<TrafficTarget> = z.looseObject({
  tag: z.optional(z.string()),
  revisionName: z.optional(z.string()),
  configurationName: z.optional(z.string()),
  latestRevision: z.optional(z.boolean()),
  percent: z.optional(z.number()),
  url: z.optional(z.string()),
});

/** A traffic target to be written. Only its form is checked here; the cluster judges the rest. */
const newTarget: z.ZodMiniType<TrafficTarget> = z.strictObject({
  tag: z.optional(z.string().check(z.maxLength(253))),
  revisionName: z.optional(z.string().check(z.maxLength(253))),
  configurationName: z.optional(z.string().check(z.maxLength(253))),
  latestRevision: z.optional(z.boolean()),
  percent: z.optional(z.int()),
});

/** What the person saw is only compared with what stands there, so it may hold anything. */
const seenTarget: z.ZodMiniType<TrafficTarget> = z.record(z.string(), z.unknown());

/** Strict, because a misspelled parameter would turn a dry run into a write. */
export const shiftTrafficQuery = z.strictObject({
  dryRun: z.prefault(z.enum(['true', 'false']), 'false'),
});

/** A change of one Service's traffic. */
export const shiftTrafficBody = z.strictObject({
  /** The Service that the person saw; another one of the same name is never written to. */
  uid: z.string().check(z.minLength(1), z.maxLength(128)),
  /** `spec.traffic` as the person saw it; null when it was absent. The write fails if it is no longer that. */
  base: z.nullable(z.array(seenTarget).check(z.maxLength(MAX_TARGETS))),
  traffic: z.array(newTarget).check(z.maxLength(MAX_TARGETS)),
  /** The person has agreed to write although the shown data is old. */
  confirmStale: z.optional(z.boolean()),
});

export type ShiftTrafficBody = z.infer<typeof shiftTrafficBody>;

/** What a dry run does not judge and the Route would fail by. */
const foresight = z.object({
  /** Tags whose placeholder Service another object is in the way of; `takenBy` is null when that cannot be seen. */
  tags: z.array(z.object({ tag: z.string(), takenBy: z.nullable(z.string()) })),
  /** Named revisions of other Services, or (`service` null) of none, whether they exist or not. */
  revisions: z.array(z.object({ name: z.string(), service: z.nullable(z.string()), exists: z.boolean() })),
});

export type Foresight = z.infer<typeof foresight>;

/** What became of a change of traffic. */
export const shiftTrafficAnswer = z.object({
  traffic: z.array(heldTarget),
  generation: z.int(),
  /** False when the list already stands there: nothing was written. */
  changed: z.boolean(),
  /** The API server's warnings, without those about `spec.template` alone. */
  warnings: z.array(z.string()),
  /** Only in the answer to a dry run. */
  foreseen: z.optional(foresight),
});

export type ShiftTrafficAnswer = z.infer<typeof shiftTrafficAnswer>;

/** Whether the cluster lets Sluice change a Service; `reason` says why not, and is empty when it does. */
export const accessAnswer = z.object({ patch: z.boolean(), reason: z.string() });

export type AccessAnswer = z.infer<typeof accessAnswer>;
