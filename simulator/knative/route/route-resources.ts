import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import { type Rollout } from '#lib/knative/rollout.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { controllerReference, type Draft } from '#simulator/controllers/write.ts';
import { getFirst } from '#simulator/knative/admission/validation/validate-metadata.ts';
import type { IngressTls } from '#simulator/knative/networking/certificates.ts';
import { passedToNetwork } from '#simulator/knative/networking/passed-annotations.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { writeRollout } from '#simulator/knative/route/rollout-annotation.ts';
import {
  domainOf,
  hostName,
  isClusterLocal,
  localDomain,
  localHosts,
  publicDomain,
} from '#simulator/knative/route/route-domains.ts';
import { type HostTargets, splitOfHost } from '#simulator/knative/route/route-rollout.ts';

const INGRESS_CLASS_KEYS = [ANNOTATION.ingressClass, 'networking.knative.dev/ingress-class'];

/** placeholderFor builds the ExternalName Service that gives a host its cluster-local name. */
export function placeholderFor(
  context: Context,
  route: StoredObject,
  tag: string,
  gateway: string | undefined,
): Draft {
  const { [LABEL.visibility]: _visibility, ...labels } = route.metadata.labels ?? {};
  return {
    metadata: {
      name: hostName(context, route, tag),
      namespace: namespaceOf(route),
      labels: { ...labels, [LABEL.route]: route.metadata.name },
      annotations: { ...route.metadata.annotations },
      ownerReferences: [controllerReference(route)],
    },
    spec: {
      type: 'ExternalName',
      externalName: gateway ?? domainOf(context, route, tag),
      sessionAffinity: 'None',
      ports: [{ name: 'http2', appProtocol: 'kubernetes.io/h2c', port: 80, protocol: 'TCP', targetPort: 80 }],
    },
  };
}

/** ingressClassOf returns the KIngress class of an object's annotations, or config-network's default. */
export function ingressClassOf(context: Context, annotations: Record<string, string> | undefined): string {
  return getFirst(annotations, INGRESS_CLASS_KEYS)?.value || context.config.network.ingressClass;
}

/** httpOptionOf returns a KIngress's option for plain HTTP: from the annotation, or from config-network (`pkg/networking/util.go`). */
export function httpOptionOf(
  context: Context,
  annotations: Record<string, string> | undefined,
): { httpOption?: 'Enabled' | 'Redirected' } {
  const keys = ['networking.knative.dev/httpOption', 'networking.knative.dev/http-protocol'];
  const own = getFirst(annotations, keys)?.value.toLowerCase() ?? '';
  const protocol = own === '' ? context.config.network.httpProtocol : own;
  if (protocol === 'enabled') return { httpOption: 'Enabled' };
  return protocol === 'redirected' ? { httpOption: 'Redirected' } : {};
}

/** kIngressFor builds the KIngress: for each host one cluster-local rule, and one external rule if it is public. */
export function kIngressFor(
  context: Context,
  route: StoredObject,
  hosts: HostTargets,
  rollout: Rollout,
  tls: readonly IngressTls[],
): Draft {
  const { name, labels, annotations } = route.metadata;
  const own = passedToNetwork(annotations);
  const tagToHost = Object.fromEntries(
    [...hosts.keys()].filter((tag) => tag !== '').map((tag) => [tag, primaryHosts(context, route, tag)]),
  );
  return {
    metadata: {
      name,
      namespace: namespaceOf(route),
      labels: { ...labels, [LABEL.route]: name, [LABEL.routeNamespace]: namespaceOf(route) },
      annotations: {
        ...own,
        [ANNOTATION.ingressClass]: ingressClassOf(context, own),
        [ANNOTATION.rollout]: writeRollout(rollout),
        ...(Object.keys(tagToHost).length === 0 ? {} : { [ANNOTATION.tagToHost]: JSON.stringify(tagToHost) }),
      },
      ownerReferences: [controllerReference(route)],
    },
    spec: {
      ...httpOptionOf(context, annotations),
      rules: [...hosts.keys()].flatMap((tag) => {
        const paths = pathsOf(context, route, tag, hosts, rollout);
        return hostsOf(context, route, tag).map((rule) => ({ ...rule, http: { paths } }));
      }),
      ...(tls.length === 0 ? {} : { tls }),
    },
  };
}

const TAG_HEADER = 'Knative-Serving-Tag';
const DEFAULT_ROUTE_HEADER = 'Knative-Serving-Default-Route';

/** pathsOf returns the paths of a tag's hosts; with `tag-header-based-routing`, a header on the main host also selects a tag. */
function pathsOf(
  context: Context,
  route: StoredObject,
  tag: string,
  hosts: HostTargets,
  rollout: Rollout,
): object[] {
  const splitsOf = (of: string): object[] =>
    splitOfHost(of, hosts.get(of) ?? [], rollout).map((split) => splitFor(route, split));
  const splits = splitsOf(tag);
  if (context.config.features['tag-header-based-routing'] !== 'enabled') return [{ splits }];
  if (tag !== '') return [{ splits, appendHeaders: { [TAG_HEADER]: tag } }];
  const tags = [...hosts.keys()].filter((other) => other !== '').sort();
  return [
    ...tags.map((other) => ({ headers: { [TAG_HEADER]: { exact: other } }, splits: splitsOf(other) })),
    { splits, appendHeaders: { [DEFAULT_ROUTE_HEADER]: 'true' } },
  ];
}

/** primaryHosts returns the canonical cluster-local name of a host, and the external one if it is public. */
function primaryHosts(context: Context, route: StoredObject, tag: string): string[] {
  const inside = localDomain(context, route, tag);
  return isClusterLocal(context, route, tag) ? [inside] : [inside, publicDomain(context, route, tag)];
}

function hostsOf(
  context: Context,
  route: StoredObject,
  tag: string,
): { hosts: string[]; visibility: string }[] {
  const inside = { hosts: localHosts(context, route, tag), visibility: 'ClusterLocal' };
  if (isClusterLocal(context, route, tag)) return [inside];
  return [inside, { hosts: [publicDomain(context, route, tag)], visibility: 'ExternalIP' }];
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
