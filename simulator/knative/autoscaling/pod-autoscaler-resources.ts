import type { PodAutoscaler } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import type { ServerlessService } from '#simulator/apimachinery/wire-types.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import {
  change,
  controllerReference,
  create,
  type Draft,
  writeStatus,
} from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { panicWindowOf, scrapesItself, stableWindowOf } from '#simulator/knative/autoscaling/bounds.ts';
import { ConditionSet, observe } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { deploymentName } from '#simulator/knative/revision/revision-facts.ts';

// What a PodAutoscaler owns. Only their specs are updated later; labels and annotations stay as created (knative/serving v0.50
// `pkg/reconciler/autoscaling/reconciler.go`).

const METRIC = 'autoscaling.knative.dev/metric';

function metadataOf(object: Stored<PodAutoscaler>): Draft['metadata'] {
  const { name, labels = {}, annotations = {} } = object.metadata;
  return {
    name,
    namespace: namespaceOf(object),
    labels: { ...labels },
    annotations: { ...annotations },
    ownerReferences: [controllerReference(object)],
  };
}

function ensureSpec<T extends KubeObject>(context: Context, type: ResourceType<T>, draft: Draft): Stored<T> {
  const { namespace, name } = draft.metadata;
  const found = context.store.get(type, namespace, name);
  if (found === undefined) return create(context, type, draft, WRITER.knative);
  return change(context, type, found, { ...found, spec: draft['spec'] }, WRITER.knative);
}

/** ensureMetric creates the Metric, which defines what is measured and where, and marks it ready. */
export function ensureMetric(context: Context, object: Stored<PodAutoscaler>, privateName: string): void {
  const config = context.config.autoscaler;
  const metric = ensureSpec(context, KNATIVE.metric, {
    metadata: metadataOf(object),
    spec: {
      panicWindow: panicWindowOf(config, object) * 1_000_000,
      stableWindow: stableWindowOf(config, object) * 1_000_000,
      scrapeTarget: scrapesItself(config, object) ? privateName : '',
    },
  });
  const { status } = metric;
  const conditions = new ConditionSet([], status?.conditions, context.clock.now());
  observe(conditions, metric);
  conditions.setReady('True');
  const observedGeneration = metric.metadata.generation ?? 1;
  const next = { observedGeneration, conditions: conditions.list() };
  writeStatus(context, KNATIVE.metric, metric, next, WRITER.knative);
}

/** ensureServerlessService creates the ServerlessService, or updates its mode and number of activators. */
export function ensureServerlessService(
  context: Context,
  object: Stored<PodAutoscaler>,
  mode: 'Serve' | 'Proxy',
  numActivators: number,
): Stored<ServerlessService> {
  const metadata = metadataOf(object);
  const { [METRIC]: _metric, ...annotations } = metadata.annotations ?? {};
  const { protocolType = 'http1' } = object.spec;
  return ensureSpec(context, KNATIVE.serverlessService, {
    metadata: { ...metadata, annotations },
    spec: {
      mode,
      numActivators,
      objectRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deploymentName(metadata.name) },
      protocolType,
    },
  });
}
