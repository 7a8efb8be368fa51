import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { Configuration, KnativeService, TrafficTarget } from '#lib/knative/types.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { namespaceOf, trafficOf } from '#simulator/controllers/wire.ts';
import { controllerReference, type Draft } from '#simulator/controllers/write.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function without(map: Record<string, string> | undefined, ...keys: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => !keys.includes(key)));
}

/** configurationFor builds the Configuration of a Service (`pkg/reconciler/service/resources/configuration.go`). */
export function configurationFor(
  object: Stored<KnativeService>,
  found: Stored<Configuration> | undefined,
): Draft {
  const { name, uid, labels, annotations } = object.metadata;
  const routes = found?.metadata.annotations?.[ANNOTATION.routes] ?? name;
  return {
    metadata: {
      name,
      namespace: namespaceOf(object),
      labels: { ...without(labels), [LABEL.service]: name, [LABEL.serviceUid]: uid },
      annotations: {
        ...without(annotations, LAST_APPLIED, ANNOTATION.rolloutDuration, ANNOTATION.rolloutDurationOld),
        [ANNOTATION.routes]: routes,
      },
      ownerReferences: [controllerReference(object)],
    },
    spec: { template: object.spec.template },
  };
}

/** routeFor builds the Route of a Service (`pkg/reconciler/service/resources/route.go`). */
export function routeFor(object: Stored<KnativeService>): Draft {
  const { name, labels, annotations } = object.metadata;
  const traffic = trafficOf(object.spec).map(
    (target): TrafficTarget =>
      target.revisionName === undefined || target.revisionName === ''
        ? { ...target, configurationName: name }
        : target,
  );
  return {
    metadata: {
      name,
      namespace: namespaceOf(object),
      labels: { ...without(labels), [LABEL.service]: name },
      annotations: without(annotations, LAST_APPLIED),
      ownerReferences: [controllerReference(object)],
    },
    spec: { traffic },
  };
}
