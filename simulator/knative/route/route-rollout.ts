import { ANNOTATION } from '#lib/knative/labels.ts';
import { type ConfigurationRollout, NO_STEPS, type Rollout } from '#lib/knative/rollout.ts';
import { parseRollout } from '#lib/knative/rollout-annotation.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { parseGoDuration, SECOND } from '#simulator/go/duration.ts';
import { conditionOf, isReady } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { advanceRollout } from '#simulator/knative/route/rollout-advance.ts';
import { observeReady } from '#simulator/knative/route/rollout-steps.ts';
import type { ResolvedTarget } from '#simulator/knative/route/route-traffic.ts';

const NANOSECONDS_PER_MS = 1_000_000n;

/** A Route's hosts: the main one under the empty tag, and one per tag. */
export type HostTargets = ReadonlyMap<string, readonly ResolvedTarget[]>;

/** targetsByHost groups targets by host, sorted by tag: by percent for the main host, 100% for a tag's host. */
export function targetsByHost(targets: readonly ResolvedTarget[]): HostTargets {
  const hosts = new Map<string, ResolvedTarget[]>([['', targets.filter(({ percent }) => percent > 0)]]);
  for (const target of targets) {
    if (target.tag === '') continue;
    hosts.set(target.tag, [...(hosts.get(target.tag) ?? []), { ...target, percent: 100 }]);
  }
  return new Map([...hosts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** goalOf returns the split that the targets ask for without a rollout: each latest target goes entirely to its newest revision. */
function goalOf(hosts: HostTargets): Rollout {
  const configurations = [...hosts].flatMap(([tag, targets]) =>
    targets
      .filter(({ latestRevision }) => latestRevision)
      .map(
        ({ configurationName, revisionName, percent }): ConfigurationRollout => ({
          configurationName,
          tag,
          percent,
          revisions: [{ revisionName, percent }],
          stepParams: NO_STEPS,
        }),
      ),
  );
  return { configurations };
}

/** rolloutDurationOf returns the rollout duration in seconds; 0 shifts traffic immediately. An annotation of 0 means the default. */
function rolloutDurationOf(context: Context, route: StoredObject): number {
  const annotations = route.metadata.annotations ?? {};
  const text = annotations[ANNOTATION.rolloutDuration] ?? annotations[ANNOTATION.rolloutDurationOld] ?? '';
  const seconds = (parseGoDuration(text) ?? 0) / SECOND;
  return seconds > 0 ? seconds : context.config.network.rolloutDurationSeconds;
}

/**
 * nextRollout advances the rollout stored on the KIngress by one reconcile pass (`reconcile_resources.go` reconcileRollout). `waitMs` is
 * the time until its next step; undefined when none is due.
 */
export function nextRollout(
  context: Context,
  route: StoredObject,
  hosts: HostTargets,
  ingress: StoredObject | undefined,
): { rollout: Rollout; waitMs: number | undefined } {
  const goal = goalOf(hosts);
  const seconds = rolloutDurationOf(context, route);
  if (ingress === undefined || seconds <= 0) return { rollout: goal, waitMs: undefined };
  const now = BigInt(Math.floor(context.clock.now())) * NANOSECONDS_PER_MS;
  const before = parseRollout(ingress.metadata.annotations?.[ANNOTATION.rollout]);
  const becameReady = isReady(ingress) && conditionOf(route, 'IngressReady')?.status !== 'True';
  const previous = before !== undefined && becameReady ? observeReady(before, now, seconds) : before;
  const { rollout, nextStepTime } = advanceRollout(goal, previous, now);
  const waitMs = nextStepTime > now ? Number((nextStepTime - now) / NANOSECONDS_PER_MS) + 1 : undefined;
  return { rollout, waitMs };
}

/** splitOfHost lists each revision's share of one host, including running rollouts, summed per revision. */
export function splitOfHost(
  tag: string,
  targets: readonly ResolvedTarget[],
  rollout: Rollout,
): { revisionName: string; percent: number }[] {
  const split = new Map<string, number>();
  const add = (revisionName: string, percent: number): void => {
    if (percent > 0) split.set(revisionName, (split.get(revisionName) ?? 0) + percent);
  };
  for (const target of targets) {
    const running = runningRollout(rollout, tag, target);
    if (running === undefined) add(target.revisionName, target.percent);
    else for (const { revisionName, percent } of running.revisions) add(revisionName, percent);
  }
  return [...split].map(([revisionName, percent]) => ({ revisionName, percent }));
}

function runningRollout(
  rollout: Rollout,
  tag: string,
  target: ResolvedTarget,
): ConfigurationRollout | undefined {
  if (!target.latestRevision) return undefined;
  return rollout.configurations.find(
    (configuration) =>
      configuration.tag === tag &&
      configuration.configurationName === target.configurationName &&
      configuration.revisions.length > 1,
  );
}

/**
 * statusTraffic converts targets to a Route's status. A latest target with a running rollout becomes one entry per revision; for a tagged
 * target these are the split of the tag's host.
 */
export function statusTraffic(
  targets: readonly ResolvedTarget[],
  rollout: Rollout,
  url: (tag: string) => string,
): TrafficTarget[] {
  return targets.flatMap((target) => {
    const entry = (revisionName: string, percent: number): TrafficTarget => ({
      ...(target.tag === '' ? {} : { tag: target.tag, url: url(target.tag) }),
      revisionName,
      percent,
      latestRevision: target.latestRevision,
    });
    const running = runningRollout(rollout, target.tag, target);
    if (running === undefined) return [entry(target.revisionName, target.percent)];
    return running.revisions.map(({ revisionName, percent }) => entry(revisionName, percent));
  });
}
