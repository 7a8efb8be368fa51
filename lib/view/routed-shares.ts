import type { TrimmedKIngress } from '#lib/knative/trimmed.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { apportion } from '#lib/traffic/apportion.ts';
import { percentOf, tagOf } from '#lib/traffic/target.ts';
import type { RoutedShare } from '#lib/view/models/traffic.ts';
import { compareText, generationOf, revisionColour } from '#lib/view/revision-colour.ts';
import { routeServing } from '#lib/view/route-serving.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

/** Header that a split appends to identify its Revision (knative/networking v1.23 `pkg/activator`). */
const REVISION_HEADER = 'Knative-Serving-Revision';

/** statusTraffic returns what the Route reports as routed now: from the Route if readable, otherwise from the Service's copy. */
export function statusTraffic({
  service,
  route,
}: Pick<ServiceObjects, 'service' | 'route'>): readonly TrafficTarget[] {
  return route?.status?.traffic ?? service.status?.traffic ?? [];
}

/**
 * routedPercents returns the percent of the main host by revision name: what requests to the Service's own URL get. While the ingress has
 * not confirmed the current request, that is the split that it confirmed last. Empty when that split was not seen, and while the ingress
 * was never ready: no request gets through then, whatever the Route reports.
 */
export function routedPercents(objects: ServiceObjects): Map<string, number> {
  const { ingress, isSplitKnown } = routeServing(objects);
  if (ingress === 'never' || ingress === 'absent' || !isSplitKnown) return new Map();
  const url = objects.route?.status?.url ?? objects.service.status?.url;
  const kIngress = ingress === 'wasReady' ? objects.confirmedIngress : objects.kIngress;
  const splits = url === undefined ? undefined : mainHostSplits(kIngress, hostOf(url));
  return splits ?? statusPercents(statusTraffic(objects), objects.service.spec.traffic ?? []);
}

/** projectRoutedShares returns each revision that gets traffic or has a tag, newest first. */
export function projectRoutedShares(
  objects: ServiceObjects,
  percents: ReadonlyMap<string, number>,
): RoutedShare[] {
  const generations = new Map(
    objects.revisions.map((revision) => [revision.metadata.name, generationOf(revision)]),
  );
  const shares = new Map<string, RoutedShare>();
  const shareOf = (revisionName: string): RoutedShare => {
    let share = shares.get(revisionName);
    if (share === undefined) {
      const colour = revisionColour(generations.get(revisionName) ?? 0);
      share = { revisionName, percent: percents.get(revisionName) ?? 0, tags: [], latest: false, colour };
      shares.set(revisionName, share);
    }
    return share;
  };
  for (const [revisionName, percent] of percents) if (percent > 0) shareOf(revisionName);
  const latestReady = objects.service.status?.latestReadyRevisionName;
  for (const target of statusTraffic(objects)) {
    const { revisionName } = target;
    const tag = tagOf(target);
    if (revisionName === undefined || (tag === null && !shares.has(revisionName))) continue;
    const share = shareOf(revisionName);
    if (tag !== null && !share.tags.includes(tag)) share.tags.push(tag);
    // A rollout also marks the revisions that it is leaving as latest (route/traffic/rollout.go), but only one is.
    if (target.latestRevision === true && revisionName === latestReady) share.latest = true;
  }
  return [...shares.values()].sort(
    (a, b) =>
      (generations.get(b.revisionName) ?? 0) - (generations.get(a.revisionName) ?? 0) ||
      compareText(a.revisionName, b.revisionName),
  );
}

/** mainHostSplits returns the split of the rule for the main host; undefined when the KIngress is not readable or has no such rule. */
function mainHostSplits(
  kIngress: TrimmedKIngress | undefined,
  host: string,
): Map<string, number> | undefined {
  const rule = kIngress?.spec.rules?.find((candidate) => candidate.hosts?.includes(host));
  // While a certificate is being requested, the challenge's path precedes the host's own (`route/resources/ingress.go`).
  const paths = (rule?.http?.paths ?? []).filter(({ path = '' }) => path === '');
  // With tag header routing there is, in addition to the default path, one per tag that matches on a header.
  const splits = (paths.find((path) => Object.keys(path.headers ?? {}).length === 0) ?? paths[0])?.splits;
  if (splits === undefined || splits.length === 0) return undefined;
  const percents = new Map<string, number>();
  for (const split of splits) {
    const revisionName = split.appendHeaders?.[REVISION_HEADER] ?? split.serviceName;
    // `IngressBackendSplit.Percent`: "If there's only one split, we default to 100".
    const percent = split.percent ?? (splits.length === 1 ? 100 : 0);
    percents.set(revisionName, (percents.get(revisionName) ?? 0) + percent);
  }
  return percents;
}

/**
 * statusPercents sums status.traffic by revision. During a rollout a tagged `@latest` target is expanded with the split of its own host,
 * which sums to 100 regardless of the target's share of the main host. That share is divided in the same proportion.
 */
function statusPercents(
  status: readonly TrafficTarget[],
  spec: readonly TrafficTarget[],
): Map<string, number> {
  const percents = new Map<string, number>();
  const add = (revisionName: string | undefined, percent: number): void => {
    if (revisionName !== undefined) percents.set(revisionName, (percents.get(revisionName) ?? 0) + percent);
  };
  const expanded = new Map<string, TrafficTarget[]>();
  for (const target of status) {
    const tag = tagOf(target);
    if (tag === null || target.latestRevision !== true) add(target.revisionName, percentOf(target));
    else expanded.set(tag, [...(expanded.get(tag) ?? []), target]);
  }
  for (const [tag, targets] of expanded) {
    const weights = targets.map(percentOf);
    const specTarget = spec.find((target) => tagOf(target) === tag);
    const shares =
      targets.length > 1 && specTarget !== undefined ? apportion(percentOf(specTarget), weights) : weights;
    for (const [index, target] of targets.entries()) add(target.revisionName, shares[index] ?? 0);
  }
  return percents;
}

/** hostOf returns the host of a URL without its port; the text itself when it is not a valid URL. */
export function hostOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/:]+)/i.exec(url)?.[1] ?? url;
}
