import { LABEL } from '#lib/knative/labels.ts';
import type { Revision, Route, TrafficTarget } from '#lib/knative/types.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { findRevision, namespaceOf, trafficOf } from '#simulator/controllers/wire.ts';
import { conditionOf, isReady } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';

/** A resolved target: the Revision that it currently refers to. */
export interface ResolvedTarget {
  tag: string;
  revisionName: string;
  configurationName: string;
  latestRevision: boolean;
  percent: number;
}

/** Why traffic is not assigned, as the AllTrafficAssigned condition. */
export interface BadTarget {
  status: 'False' | 'Unknown';
  reason: string;
  message: string;
}

/** resolveTraffic returns the Revision of every target, or the bad target; a failed target takes precedence over a pending one. */
export function resolveTraffic(
  context: Context,
  route: Stored<Route>,
): { targets: ResolvedTarget[] } | { bad: BadTarget } {
  const resolved = trafficOf(route.spec).map((target) => resolveTarget(context, route, target));
  const bad = resolved.filter((target): target is BadTarget => 'status' in target);
  const worst = bad.find(({ status }) => status === 'False') ?? bad[0];
  if (worst !== undefined) return { bad: worst };
  return { targets: resolved.filter((target): target is ResolvedTarget => 'revisionName' in target) };
}

function resolveTarget(
  context: Context,
  route: Stored<Route>,
  target: TrafficTarget,
): ResolvedTarget | BadTarget {
  const configurationName = target.configurationName ?? '';
  return configurationName === ''
    ? resolveRevision(context, route, target, target.revisionName ?? '')
    : resolveConfiguration(context, route, target, configurationName);
}

const missing = (status: BadTarget['status'], message: string): BadTarget => ({
  status,
  reason: 'RevisionMissing',
  message,
});

const missingConfiguration = (name: string): BadTarget => ({
  status: 'False',
  reason: 'ConfigurationMissing',
  message: `Configuration "${name}" referenced in traffic not found.`,
});

function resolveRevision(
  context: Context,
  route: Stored<Route>,
  target: TrafficTarget,
  name: string,
): ResolvedTarget | BadTarget {
  const revision = findRevision(context, namespaceOf(route), name);
  if (revision === undefined) return missing('False', `Revision "${name}" referenced in traffic not found.`);
  const foreign = foreignMessage(route, revision);
  if (foreign !== undefined) return { status: 'False', reason: 'RevisionNotOwned', message: foreign };
  if (!isReady(revision)) {
    return conditionOf(revision, 'Ready')?.status === 'False'
      ? missing('False', `Revision "${name}" failed to become ready.`)
      : missing('Unknown', `Revision "${name}" is not yet ready.`);
  }
  const configurationName = revision.metadata.labels?.[LABEL.configuration] ?? '';
  const owner = context.store.get(KNATIVE.configuration, namespaceOf(route), configurationName);
  if (configurationName !== '' && owner === undefined) return missingConfiguration(configurationName);
  return {
    tag: target.tag ?? '',
    revisionName: name,
    configurationName,
    latestRevision: false,
    percent: target.percent ?? 0,
  };
}

/** foreignMessage returns an error if a Service's Route points at a Revision outside that Service (a rule since v1.21). */
function foreignMessage(route: Stored<Route>, revision: Stored<Revision>): string | undefined {
  const service = route.metadata.labels?.[LABEL.service];
  const owner = revision.metadata.labels?.[LABEL.service];
  if (service === undefined || service === owner) return undefined;
  const { name } = revision.metadata;
  return owner === undefined
    ? `Revision "${name}" does not belong to Service "${service}".`
    : `Revision "${name}" belongs to Service "${owner}", not Service "${service}".`;
}

function resolveConfiguration(
  context: Context,
  route: Stored<Route>,
  target: TrafficTarget,
  name: string,
): ResolvedTarget | BadTarget {
  const object = context.store.get(KNATIVE.configuration, namespaceOf(route), name);
  if (object === undefined) return missingConfiguration(name);
  const latestReady = object.status?.latestReadyRevisionName;
  if (latestReady === undefined) {
    return conditionOf(object, 'Ready')?.status === 'False'
      ? missing('False', `Configuration "${name}" does not have any ready Revision.`)
      : missing('Unknown', `Configuration "${name}" is waiting for a Revision to become ready.`);
  }
  const revision = findRevision(context, namespaceOf(route), latestReady);
  if (revision === undefined) {
    return missing('False', `Revision "${latestReady}" referenced in traffic not found.`);
  }
  return {
    tag: target.tag ?? '',
    revisionName: latestReady,
    configurationName: name,
    latestRevision: true,
    percent: target.percent ?? 0,
  };
}

/** mergeTargets sums targets with the same tag, revision and kind, in order of first appearance. */
export function mergeTargets(targets: readonly ResolvedTarget[]): ResolvedTarget[] {
  const merged = new Map<string, ResolvedTarget>();
  for (const target of targets) {
    const key = `${target.tag}/${target.revisionName}/${target.latestRevision}`;
    const before = merged.get(key);
    merged.set(key, before === undefined ? target : { ...before, percent: before.percent + target.percent });
  }
  return [...merged.values()];
}
