import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import { type Rollout } from '#lib/knative/rollout.ts';
import { writeRollout } from '#lib/knative/rollout-annotation.ts';
import type { StoredObject } from '#simulator/contract.ts';
import type { Context } from '#simulator/knative/context.ts';
import { domainOf, hostName, isClusterLocal, localHosts } from '#simulator/knative/route-domains.ts';
import { type HostTargets, splitOfHost } from '#simulator/knative/route-rollout.ts';
import { namespaceOf } from '#simulator/knative/wire.ts';
import { controllerReference, type Draft } from '#simulator/knative/write.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const INGRESS_CLASS = 'istio.ingress.networking.knative.dev';

/** placeholderFor builds the ExternalName Service that gives a host its name inside the cluster. */
export function placeholderFor(
  context: Context,
  route: StoredObject,
  tag: string,
  gateway: string | undefined,
): Draft {
  const { [LABEL.visibility]: _visibility, ...labels } = route.metadata.labels ?? {};
  return {
    metadata: {
      name: hostName(route, tag),
      namespace: namespaceOf(route),
      labels: { ...labels, [LABEL.route]: route.metadata.name },
      ownerReferences: [controllerReference(route)],
    },
    spec: {
      type: 'ExternalName',
      externalName: gateway ?? domainOf(context, route, tag),
      sessionAffinity: 'None',
      ports: [{ name: 'http2', port: 80, protocol: 'TCP', targetPort: 80 }],
    },
  };
}

/** kIngressFor builds the KIngress: for each host a rule inside the cluster, and one outside where it is public. */
export function kIngressFor(
  context: Context,
  route: StoredObject,
  hosts: HostTargets,
  rollout: Rollout,
): Draft {
  const { name, labels, annotations } = route.metadata;
  const { [LAST_APPLIED]: _applied, ...own } = annotations ?? {};
  const tagToHost = Object.fromEntries(
    [...hosts.keys()]
      .filter((tag) => tag !== '')
      .map((tag) => [tag, hostsOf(context, route, tag).flatMap(({ hosts: names }) => names)]),
  );
  return {
    metadata: {
      name,
      namespace: namespaceOf(route),
      labels: { ...labels, [LABEL.route]: name, [LABEL.routeNamespace]: namespaceOf(route) },
      annotations: {
        ...own,
        [ANNOTATION.ingressClass]: own[ANNOTATION.ingressClass] ?? INGRESS_CLASS,
        [ANNOTATION.rollout]: writeRollout(rollout),
        ...(Object.keys(tagToHost).length === 0 ? {} : { [ANNOTATION.tagToHost]: JSON.stringify(tagToHost) }),
      },
      ownerReferences: [controllerReference(route)],
    },
    spec: {
      httpOption: 'Enabled',
      rules: [...hosts].flatMap(([tag, targets]) => {
        const splits = splitOfHost(tag, targets, rollout).map((split) => splitFor(route, split));
        return hostsOf(context, route, tag).map((rule) => ({ ...rule, http: { paths: [{ splits }] } }));
      }),
    },
  };
}

function hostsOf(
  context: Context,
  route: StoredObject,
  tag: string,
): { hosts: string[]; visibility: string }[] {
  const inside = { hosts: localHosts(context, route, tag), visibility: 'ClusterLocal' };
  if (isClusterLocal(context, route, tag)) return [inside];
  return [inside, { hosts: [domainOf(context, route, tag)], visibility: 'ExternalIP' }];
}

function splitFor(
  route: StoredObject,
  { revisionName, percent }: { revisionName: string; percent: number },
): object {
  return {
    appendHeaders: {
      'Knative-Serving-Namespace': namespaceOf(route),
      'Knative-Serving-Revision': revisionName,
    },
    percent,
    serviceName: revisionName,
    serviceNamespace: namespaceOf(route),
    servicePort: 80,
  };
}
