import { findCondition } from '#lib/knative/conditions.ts';
import type { TrimmedRevision } from '#lib/knative/trimmed.ts';
import { causeOf, type FailureReason, firstLine } from '#lib/view/headline.ts';
import { START_LIMIT_MS } from '#lib/view/limits.ts';
import { heldBack, podsOf } from '#lib/view/revision-memory.ts';
import { podCounts } from '#lib/view/scale.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

/**
 * shortfallOf reports that a revision that gets traffic has had fewer ready pods than desired for longer than a start takes, and what holds
 * back the rest; null when none has.
 */
export function shortfallOf(
  objects: ServiceObjects,
  { percents, now }: { percents: ReadonlyMap<string, number>; now: number },
): string | null {
  const counts = podCounts(objects);
  for (const revision of objects.revisions) {
    const { name, uid } = revision.metadata;
    const { ready, desired } = counts.get(name) ?? { ready: 0, desired: 0 };
    const since = objects.memories.get(uid)?.shortSince ?? null;
    const late = since !== null && now - since >= START_LIMIT_MS;
    if ((percents.get(name) ?? 0) === 0 || !late || ready >= desired) continue;
    const stuck = heldBack(podsOf(objects.pods, name));
    const refusal = refusalOf(revision);
    const refused = refusal === null ? '' : firstLine(refusal.message) || refusal.reason;
    const why = refused ? `: ${refused}` : stuck === null ? '' : `: a pod ${causeOf(stuck)}`;
    return `${name} has ${ready} of ${desired} pods ready${why}`;
  }
  return null;
}

/** refusalOf returns why the cluster does not allow a revision's pods to be created, according to its condition; null when it does. */
export function refusalOf({ status }: Pick<TrimmedRevision, 'status'>): FailureReason | null {
  const resources = findCondition(status?.conditions, 'ResourcesAvailable');
  if (resources?.status !== 'False') return null;
  return { reason: resources.reason ?? '', message: resources.message ?? '' };
}

/** deletionOf reports that the Route or the KIngress is being deleted, and which requests will stop being routed; null when neither is. */
export function deletionOf({ route, kIngress }: Pick<ServiceObjects, 'route' | 'kIngress'>): string | null {
  const [terminating] = [route, kIngress].filter(
    (object) => object?.metadata.deletionTimestamp !== undefined,
  );
  if (terminating === undefined) return null;
  const held = (terminating.metadata.finalizers ?? []).join(', ');
  const kind = terminating === route ? 'Route' : 'KIngress';
  return `its ${kind} is being deleted${held === '' ? '' : `, held by the finalizer ${held}`}: requests fail once it is gone`;
}

/** downgradeOf reports that a Route serves plain HTTP because its certificate failed; null when it does not. */
export function downgradeOf({ route }: Pick<ServiceObjects, 'route'>): string | null {
  const certificate = findCondition(route?.status?.conditions, 'CertificateProvisioned');
  if (certificate?.reason !== 'HTTPDowngrade') return null;
  return `serves plain HTTP, not HTTPS: ${firstLine(certificate.message ?? '') || 'the certificate is not ready'}`;
}
