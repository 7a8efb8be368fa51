import { findCondition } from '#lib/knative/conditions.ts';
import { causeOf, firstLine } from '#lib/view/headline.ts';
import { START_LIMIT_MS } from '#lib/view/limits.ts';
import { heldBack, podsOf } from '#lib/view/revision-memory.ts';
import { podCounts } from '#lib/view/scale.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

/**
 * shortfallOf says that a revision that gets traffic has had fewer ready pods than wanted for longer than a start takes, and what
 * keeps the rest; null when none has.
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
    const resources = findCondition(revision.status?.conditions, 'ResourcesAvailable');
    const refused =
      resources?.status === 'False' ? firstLine(resources.message ?? '') || resources.reason : '';
    const why = refused ? `: ${refused}` : stuck === null ? '' : `: a pod ${causeOf(stuck)}`;
    return `${name} has ${ready} of ${desired} pods ready${why}`;
  }
  return null;
}

/** downgradeOf says that a Route answers by plain HTTP because its certificate failed; null when it does not. */
export function downgradeOf({ route }: Pick<ServiceObjects, 'route'>): string | null {
  const certificate = findCondition(route?.status?.conditions, 'CertificateProvisioned');
  if (certificate?.reason !== 'HTTPDowngrade') return null;
  return `answers by plain HTTP, not by HTTPS: ${firstLine(certificate.message ?? '') || 'the certificate is not ready'}`;
}
