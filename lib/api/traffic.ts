import * as z from '#lib/api/zod.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { isNamespaceName, isObjectName } from '#lib/kubernetes/object-name.ts';

const MAX_TARGETS = 1_000;

/** A Service named in a path. Accepts only what a path to the API server may contain. */
export const servicePlace = z.object({
  namespace: z.string().check(z.refine(isNamespaceName, 'is not a valid namespace name')),
  name: z.string().check(z.refine(isObjectName, 'is not a valid Service name')),
});

/**
 * A traffic target that the cluster holds. Keeps fields that this version does not know, because a write tests the list exactly as it is.
 */
export const heldTarget: z.ZodMiniType<TrafficTarget> = z.looseObject({
  tag: z.optional(z.string()),
  revisionName: z.optional(z.string()),
  configurationName: z.optional(z.string()),
  latestRevision: z.optional(z.boolean()),
  percent: z.optional(z.number()),
  url: z.optional(z.string()),
});

/** A traffic target to write. Only its shape is checked here; the cluster validates the rest. */
const newTarget: z.ZodMiniType<TrafficTarget> = z.strictObject({
  tag: z.optional(z.string().check(z.maxLength(253))),
  revisionName: z.optional(z.string().check(z.maxLength(253))),
  configurationName: z.optional(z.string().check(z.maxLength(253))),
  latestRevision: z.optional(z.boolean()),
  percent: z.optional(z.int()),
});

/** What the person saw is only compared with the current list, so it may contain anything. */
const seenTarget: z.ZodMiniType<TrafficTarget> = z.record(z.string(), z.unknown());

/** Strict: a misspelled parameter would turn a dry run into a write. */
export const shiftTrafficQuery = z.strictObject({
  dryRun: z.prefault(z.enum(['true', 'false']), 'false'),
});

/** A traffic change of one Service. */
export const shiftTrafficBody = z.strictObject({
  /** The Service that the person saw. Another one with the same name is never written. */
  uid: z.string().check(z.minLength(1), z.maxLength(128)),
  /** `spec.traffic` as the person saw it; null when it was absent. The write fails if it has changed since. */
  base: z.nullable(z.array(seenTarget).check(z.maxLength(MAX_TARGETS))),
  traffic: z.array(newTarget).check(z.maxLength(MAX_TARGETS)),
  /** The person agreed to write although the data shown is stale. */
  confirmStale: z.optional(z.boolean()),
});

export type ShiftTrafficBody = z.infer<typeof shiftTrafficBody>;

/** Problems that a dry run does not detect and that would make the Route fail. */
const foresight = z.object({
  /** Tags whose placeholder Service conflicts with another object. `takenBy` is null when Sluice cannot see that object. */
  tags: z.array(z.object({ tag: z.string(), takenBy: z.nullable(z.string()) })),
  /** Named revisions that belong to other Services or (`service` null) to none, whether they exist or not. */
  revisions: z.array(z.object({ name: z.string(), service: z.nullable(z.string()), exists: z.boolean() })),
});

export type Foresight = z.infer<typeof foresight>;

/** Result of a traffic change. */
export const shiftTrafficAnswer = z.object({
  traffic: z.array(heldTarget),
  generation: z.int(),
  /** False when the cluster already has this list; nothing was written. */
  changed: z.boolean(),
  /** Warnings from the API server, except those about `spec.template` only. */
  warnings: z.array(z.string()),
  /** Only in the response to a dry run. */
  foreseen: z.optional(foresight),
});

export type ShiftTrafficAnswer = z.infer<typeof shiftTrafficAnswer>;

/** Whether the cluster allows Sluice to change a Service. `reason` says why not; it is empty when allowed. */
export const accessAnswer = z.object({ patch: z.boolean(), reason: z.string() });

export type AccessAnswer = z.infer<typeof accessAnswer>;
