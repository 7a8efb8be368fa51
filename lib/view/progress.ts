import { findCondition } from '#lib/knative/conditions.ts';
import type { Condition } from '#lib/kubernetes/object.ts';
import { projectChange } from '#lib/view/change.ts';
import { causeOf, firstLine } from '#lib/view/headline.ts';
import { podFailure, podsOf } from '#lib/view/revision-memory.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

/** What Knative is still working on. */
export interface Progress {
  /** The component that waits, and for what. */
  what: string;
  /** RFC 3339; null when unknown. */
  since: string | null;
}

/** isCurrent reports whether the status reflects the current spec. */
export function isCurrent({ service }: Pick<ServiceObjects, 'service'>): boolean {
  return service.status?.observedGeneration === service.metadata.generation;
}

/** progressOf returns which part of a Service is unfinished, and since when; null when everything is done. */
export function progressOf(objects: ServiceObjects): Progress | null {
  const { service } = objects;
  const { metadata, status } = service;
  if (metadata.deletionTimestamp !== undefined) {
    const held = (metadata.finalizers ?? []).join(', ');
    const what = held === '' ? 'being deleted' : `being deleted, held by the finalizer ${held}`;
    return { what, since: metadata.deletionTimestamp };
  }
  if (status === undefined || !isCurrent(objects)) {
    return { what: 'waiting for Knative to pick up the change', since: projectChange(service).at };
  }
  const ready = findCondition(status.conditions, 'Ready');
  if (ready?.status === 'True') return null;
  const created = status.latestCreatedRevisionName;
  if (created !== undefined && created !== status.latestReadyRevisionName) return startOf(created, objects);
  const part = PARTS.map(({ of, type, words }) => {
    const conditions = of === 'Route' ? objects.route?.status?.conditions : status.conditions;
    const condition = findCondition(conditions, type);
    return condition?.status === 'Unknown' ? { condition, words } : undefined;
  }).find((found) => found !== undefined);
  if (part !== undefined) return waitFor(part.words, part.condition);
  return ready === undefined
    ? { what: 'waiting for Knative to report a status', since: projectChange(service).at }
    : waitFor('', ready);
}

/** Parts of a Service in the order in which Knative processes them. */
const PARTS = [
  { of: 'Route', type: 'AllTrafficAssigned', words: 'the Route is assigning the traffic' },
  { of: 'Route', type: 'CertificateProvisioned', words: 'the certificate is not ready' },
  { of: 'Route', type: 'IngressReady', words: 'the ingress is not ready' },
  { of: 'Service', type: 'ConfigurationsReady', words: 'the Configuration is not ready' },
  { of: 'Service', type: 'RoutesReady', words: 'the Route is not ready' },
] as const;

function waitFor(words: string, { reason = '', message, type, lastTransitionTime }: Condition): Progress {
  const detail = firstLine(message ?? '') || reason;
  const what = words === '' ? detail : detail === '' ? words : `${words}: ${detail}`;
  return { what: what || `waiting for the condition ${type}`, since: lastTransitionTime ?? null };
}

function startOf(revisionName: string, { revisions, pods, service }: ServiceObjects): Progress {
  const revision = revisions.find(({ metadata }) => metadata.name === revisionName);
  const since = revision?.metadata.creationTimestamp ?? projectChange(service).at;
  const trouble = podFailure(podsOf(pods, revisionName));
  if (trouble !== null) return { what: `${revisionName} ${causeOf(trouble)}`, since };
  const reason = findCondition(revision?.status?.conditions, 'Ready')?.reason ?? '';
  return { what: `${revisionName} is starting${reason === '' ? '' : ` (${reason})`}`, since };
}
