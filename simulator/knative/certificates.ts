import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import { getFirst } from '#lib/knative/validate-metadata.ts';
import type { Condition, KubeObject } from '#lib/kubernetes/object.ts';
import { KNATIVE } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { conditionOf } from '#simulator/knative/condition-set.ts';
import { type Context, WRITER } from '#simulator/knative/context.ts';
import type { EventSource } from '#simulator/knative/event-recorder.ts';
import { CLUSTER_DOMAIN } from '#simulator/knative/names.ts';
import { passedToNetwork } from '#simulator/knative/route-resources.ts';
import { namespaceOf } from '#simulator/knative/wire.ts';
import { controllerReference, type Draft, ensure, isControlledBy } from '#simulator/knative/write.ts';

/** A certificate that is wanted (`networking.internal.knative.dev/v1alpha1`). */
export interface Certificate extends KubeObject {
  spec: { dnsNames: string[]; domain?: string; secretName: string };
  status?: { observedGeneration?: number; conditions?: Condition[] };
}

/** What a KIngress says of the certificate of some of its hosts. */
export interface IngressTls {
  hosts: string[];
  secretName: string;
  secretNamespace: string;
}

/** For which kind of host a Certificate is: the value of its label `networking.knative.dev/certificate-type`. */
export type CertificateType = 'external-domain' | 'cluster-local-domain';

/** The label that tells the kind of host. */
export const CERTIFICATE_TYPE = 'networking.knative.dev/certificate-type';

const CLASS_KEYS = [ANNOTATION.certificateClass, 'networking.knative.dev/certificate-class'];
const DISABLED_KEYS = ['disableAutoTLS', 'disable-auto-tls', 'disable-external-domain-tls'].map(
  (key) => `networking.knative.dev/${key}`,
);
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];

/** wantsExternalTls reports whether an object's hosts outside the cluster get certificates: config-network and no annotation against it. */
export function wantsExternalTls(context: Context, { metadata }: StoredObject): boolean {
  const disabled = getFirst(metadata.annotations, DISABLED_KEYS)?.value ?? '';
  return context.config.network.externalDomainTls && !TRUE.includes(disabled);
}

/** certificateClassOf returns the class of certificate an object asks for, else config-network's. */
export function certificateClassOf(context: Context, { metadata }: StoredObject): string {
  return getFirst(metadata.annotations, CLASS_KEYS)?.value || context.config.network.certificateClass;
}

/** What a Certificate is made of beside its owner. */
export interface CertificateParts {
  name: string;
  /** The label that holds the owner's name. */
  ownerLabel: string;
  dnsNames: string[];
  type: CertificateType;
  domain: string;
  class: string;
}

/** certificateFor builds the Certificate of a Route or DomainMapping (`pkg/reconciler/route/resources/certificate.go`). */
export function certificateFor(owner: StoredObject, parts: CertificateParts): Draft {
  return {
    metadata: {
      name: parts.name,
      namespace: namespaceOf(owner),
      labels: { [parts.ownerLabel]: owner.metadata.name, [CERTIFICATE_TYPE]: parts.type },
      annotations: {
        [ANNOTATION.certificateClass]: parts.class,
        ...passedToNetwork(owner.metadata.annotations),
      },
      ownerReferences: [controllerReference(owner)],
    },
    spec: { dnsNames: parts.dnsNames, domain: parts.domain, secretName: parts.name },
  };
}

/** The domain that certificates of hosts inside the cluster are for. */
export const LOCAL_CERTIFICATE_DOMAIN = `svc.${CLUSTER_DOMAIN}`;

/** ensureCertificate brings a Certificate to what its owner wants; undefined when its name belongs to someone else, which is told as an event. */
export function ensureCertificate(
  context: Context,
  owner: StoredObject,
  draft: Draft,
  source: EventSource,
): StoredObject | undefined {
  const { namespace, name } = draft.metadata;
  const found = context.store.get(KNATIVE.certificate, namespace, name);
  if (found !== undefined && !isControlledBy(found, owner)) {
    const version = owner.apiVersion.split('/').at(-1) ?? '';
    const why = `owner: ${owner.metadata.name} with Type *${version}.${owner.kind} does not own Certificate: "${name}"`;
    context.events.warning(source, owner, 'InternalError', why);
    return undefined;
  }
  const certificate = ensure(context, KNATIVE.certificate, draft, WRITER.knative, 'exact');
  if (found === undefined) {
    context.events.normal(source, owner, 'Created', `Created Certificate ${namespace}/${name}`);
  } else if (found !== certificate) {
    context.events.normal(source, owner, 'Updated', `Updated Spec for Certificate ${namespace}/${name}`);
  }
  return certificate;
}

/** stateOf returns whether a Certificate can be used, cannot be had, or is still to come, with the reason it gives. */
export function stateOf(certificate: StoredObject): {
  state: 'ready' | 'failed' | 'pending';
  reason: string;
} {
  const { status } = certificate as unknown as Certificate;
  const isObserved = status?.observedGeneration === certificate.metadata.generation;
  const ready = conditionOf(certificate, 'Ready');
  const reason = ready?.reason ?? '';
  if (!isObserved || ready?.status === 'Unknown' || ready === undefined) return { state: 'pending', reason };
  return { state: ready.status === 'True' ? 'ready' : 'failed', reason };
}

/** tlsOf says to a KIngress where the certificate of hosts is. */
export function tlsOf(certificate: StoredObject, hosts: readonly string[]): IngressTls {
  const { spec } = certificate as unknown as Certificate;
  return {
    hosts: [...hosts].sort(),
    secretName: spec.secretName,
    secretNamespace: namespaceOf(certificate),
  };
}

/** isForRoute reports whether a Certificate is for hosts of that kind of a Route. */
export function isForRoute({ metadata }: StoredObject, route: string, type: CertificateType): boolean {
  return metadata.labels?.[LABEL.route] === route && metadata.labels[CERTIFICATE_TYPE] === type;
}
