import { LABEL } from '#lib/knative/labels.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { CLUSTER_DOMAIN, sha256 } from '#simulator/controllers/names.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { controllerReference, type Draft } from '#simulator/controllers/write.ts';

// The resources that net-istio creates for a KIngress (knative-extensions/net-istio, June 2026,
// `pkg/reconciler/ingress/resources/virtual_service.go`).

interface Split {
  serviceName: string;
  serviceNamespace: string;
  servicePort: number;
  percent?: number;
  appendHeaders?: Record<string, string>;
}
interface Path {
  splits?: Split[];
  rewriteHost?: string;
  headers?: Record<string, { exact?: string }>;
  /** Added to requests on this path. */
  appendHeaders?: Record<string, string>;
}
interface Rule {
  hosts?: string[];
  visibility?: string;
  http?: { paths?: Path[] };
}

/** The gateways of cluster-local rules and of external rules. */
interface Gateways {
  local: string[];
  external: string[];
}

/** The `config-istio` defaults. */
const GATEWAYS: Gateways = {
  local: ['knative-serving/knative-local-gateway'],
  external: ['knative-serving/knative-ingress-gateway'],
};
const MESH: Gateways = { local: ['mesh'], external: ['mesh'] };
const PROBE_HEADER = 'K-Network-Hash';
const LOCAL_SUFFIX = `.svc.${CLUSTER_DOMAIN}`;

/** virtualServicesFor builds a KIngress's VirtualServices: one for the mesh if it has cluster-local hosts, and one for the gateways. */
export function virtualServicesFor(object: StoredObject): Draft[] {
  const rules = rulesOf(object);
  const hosts = [...new Set(rules.flatMap((rule) => rule.hosts ?? []))];
  const inside = expanded(hosts.filter((host) => host.endsWith(LOCAL_SUFFIX)));
  return [
    ...(inside.length === 0 ? [] : [virtualService(object, 'mesh', MESH, inside)]),
    ...(rules.length === 0 ? [] : [virtualService(object, 'ingress', GATEWAYS, expanded(hosts))]),
  ];
}

/** expanded adds the short names of cluster-local hosts (knative.dev/networking `pkg/ingress` ExpandedHosts). */
function expanded(hosts: readonly string[]): string[] {
  const suffixes = ['', `.${CLUSTER_DOMAIN}`, LOCAL_SUFFIX];
  const names = hosts.flatMap((host) =>
    suffixes
      .filter((suffix) => host.endsWith(suffix))
      .map((suffix) => host.slice(0, host.length - suffix.length)),
  );
  return [...new Set(names)].sort();
}

function virtualService(
  object: StoredObject,
  suffix: 'ingress' | 'mesh',
  gateways: Gateways,
  hosts: readonly string[],
): Draft {
  const { name, labels = {}, annotations = {} } = object.metadata;
  const kept = [LABEL.route, LABEL.routeNamespace].flatMap((key) =>
    labels[key] === undefined ? [] : [[key, labels[key]] as const],
  );
  const http = rulesOf(object).flatMap((rule) =>
    pathsOf(object, rule).flatMap((path) => routeFor(rule, path, gateways, hosts)),
  );
  const used = new Set(http.flatMap(({ match }) => match.flatMap((matchRequest) => matchRequest.gateways)));
  return {
    metadata: {
      name: `${name}-${suffix}`,
      namespace: namespaceOf(object),
      labels: { ...Object.fromEntries(kept), [LABEL.kIngress]: name },
      annotations: { ...annotations },
      ownerReferences: [controllerReference(object)],
    },
    spec: { hosts: [...hosts], gateways: [...used].sort(), http },
  };
}

const rulesOf = (object: StoredObject): Rule[] => (object['spec'] as { rules?: Rule[] }).rules ?? [];

/**
 * pathsOf returns a rule's paths, preceded by a copy of each for the probes that check whether the gateways are up to date (InsertProbe).
 */
function pathsOf(object: StoredObject, { http }: Rule): Path[] {
  const { namespace = '', name } = object.metadata;
  const hash = sha256(JSON.stringify(object['spec']) + namespace + name);
  const paths = http?.paths ?? [];
  const probes = paths.map((path) => ({
    ...path,
    headers: { ...path.headers, [PROBE_HEADER]: { exact: 'override' } },
    appendHeaders: { ...path.appendHeaders, [PROBE_HEADER]: hash },
  }));
  return [...probes, ...paths];
}

interface HttpRoute {
  match: { gateways: string[]; authority: { prefix: string } }[];
  [field: string]: unknown;
}

function routeFor(
  { hosts: own = [], visibility }: Rule,
  { splits = [], rewriteHost, headers, appendHeaders }: Path,
  { local, external }: Gateways,
  hosts: readonly string[],
): HttpRoute[] {
  const matched = own.filter((host) => hosts.includes(host));
  if (matched.length === 0) return [];
  const set = (added: Record<string, string> | undefined): object =>
    added === undefined ? {} : { headers: { request: { set: added } } };
  const route: HttpRoute = {
    retries: {},
    match: prefixesOf(matched).map((prefix) => ({
      gateways: visibility === 'ClusterLocal' ? local : external,
      authority: { prefix },
      ...(headers === undefined ? {} : { headers }),
    })),
    route: splits.map((split) => ({
      destination: {
        host: `${split.serviceName}.${split.serviceNamespace}${LOCAL_SUFFIX}`,
        port: { number: split.servicePort },
      },
      ...set(split.appendHeaders),
      weight: split.percent ?? 0,
    })),
    ...(rewriteHost === undefined ? {} : { rewrite: { authority: rewriteHost } }),
    ...set(appendHeaders),
  };
  return [route];
}

/** prefixesOf returns hosts as prefixes, without those that another prefix covers; cluster-local hosts use their short name. */
function prefixesOf(hosts: readonly string[]): string[] {
  const prefixes: string[] = [];
  for (const host of [...hosts].sort()) {
    const prefix = host.endsWith(LOCAL_SUFFIX) ? host.slice(0, -LOCAL_SUFFIX.length) : host;
    if (!prefixes.some((shorter) => prefix.startsWith(shorter))) prefixes.push(prefix);
  }
  return prefixes.sort();
}
