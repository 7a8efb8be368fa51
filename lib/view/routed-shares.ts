import { apportion } from '#lib/knative/apportion.ts';
import { percentOf, tagOf } from '#lib/knative/traffic-target.ts';
import type { KIngress, TrafficTarget } from '#lib/knative/types.ts';
import { compareText, generationOf, revisionColour } from '#lib/view/revision-colour.ts';
import { routeServing } from '#lib/view/route-serving.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import type { RoutedShare } from '#lib/view/types.ts';

/** Header that a split appends to name its Revision (knative/networking v1.23 `pkg/activator`). */
const REVISION_HEADER = 'Knative-Serving-Revision';

/** statusTraffic returns what the Route says it routes now: from the Route where it is readable, else the Service's copy. */
export function statusTraffic({
  service,
  route,
}: Pick<ServiceObjects, 'service' | 'route'>): readonly TrafficTarget[] {
  return route?.status?.traffic ?? service.status?.traffic ?? [];
}

/**
 * routedPercents returns the percent of the main host by revision name: what requests to the Service's own URL meet. While the
 * ingress has not confirmed what is asked for now, that is the split that it confirmed last. Empty where that was not seen, and
 * while the ingress never was ready: whatever the Route says, no request gets through.
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
  const generations = new Map(objects.revisions.map((it) => [it.metadata.name, generationOf(it)]));
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
    // A rollout marks the revisions it is leaving as latest too (route/traffic/rollout.go): only one is.
    if (target.latestRevision === true && revisionName === latestReady) share.latest = true;
  }
  return [...shares.values()].sort(
    (a, b) =>
      (generations.get(b.revisionName) ?? 0) - (generations.get(a.revisionName) ?? 0) ||
      compareText(a.revisionName, b.revisionName),
  );
}

/** The split of the rule that holds the main host; undefined when the KIngress is not readable or has no such rule. */
function mainHostSplits(kIngress: KIngress | undefined, host: string): Map<string, number> | undefined {
  const rule = kIngress?.spec.rules?.find((it) => it.hosts?.includes(host));
  // While a certificate is asked for, the challenge's path stands before the host's own (`route/resources/ingress.go`).
  const paths = (rule?.http?.paths ?? []).filter(({ path = '' }) => path === '');
  // With tag header routing the default path stands beside one for each tag, which matches on a header.
  const splits = (paths.find((it) => Object.keys(it.headers ?? {}).length === 0) ?? paths[0])?.splits;
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
 * Sums status.traffic by revision. During a rollout a tagged `@latest` target stands expanded with the split of its own
 * host, which sums to 100 whatever share of the main host the target has: that share is divided in the same proportion.
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
    const wanted = spec.find((it) => tagOf(it) === tag);
    const shares =
      targets.length > 1 && wanted !== undefined ? apportion(percentOf(wanted), weights) : weights;
    for (const [index, target] of targets.entries()) add(target.revisionName, shares[index] ?? 0);
  }
  return percents;
}

/** hostOf returns the host of a URL without port; the text itself where it is no URL. */
export function hostOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/:]+)/i.exec(url)?.[1] ?? url;
}
