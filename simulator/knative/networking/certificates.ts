import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import type { Certificate } from '#simulator/apimachinery/wire-types.ts';
import type { EventSource } from '#simulator/controllers/event-recorder.ts';
import { CLUSTER_DOMAIN } from '#simulator/controllers/names.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { controllerReference, type Draft, ensure, isControlledBy } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { getFirst } from '#simulator/knative/admission/validation/validate-metadata.ts';
import { passedToNetwork } from '#simulator/knative/networking/passed-annotations.ts';
import { conditionOf } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';

/** The certificate of some of a KIngress's hosts. */
export interface IngressTls {
  hosts: string[];
  secretName: string;
  secretNamespace: string;
}

/** The kind of host a Certificate is for: the value of its label `networking.knative.dev/certificate-type`. */
export type CertificateType = 'external-domain' | 'cluster-local-domain';

/** The label that holds the kind of host. */
const CERTIFICATE_TYPE = 'networking.knative.dev/certificate-type';

const CLASS_KEYS = [ANNOTATION.certificateClass, 'networking.knative.dev/certificate-class'];
const DISABLED_KEYS = ['disableAutoTLS', 'disable-auto-tls', 'disable-external-domain-tls'].map(
  (key) => `networking.knative.dev/${key}`,
);
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];

/**
 * wantsExternalTls reports whether an object's external hosts get certificates: config-network enables it and no annotation disables it.
 */
export function wantsExternalTls(context: Context, { metadata }: StoredObject): boolean {
  const disabled = getFirst(metadata.annotations, DISABLED_KEYS)?.value ?? '';
  return context.config.network.externalDomainTls && !TRUE.includes(disabled);
}

/** certificateClassOf returns the certificate class of an object's annotation, or config-network's default. */
export function certificateClassOf(context: Context, { metadata }: StoredObject): string {
  return getFirst(metadata.annotations, CLASS_KEYS)?.value || context.config.network.certificateClass;
}

/** The parts of a Certificate, apart from its owner. */
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

/** The domain of certificates for cluster-local hosts. */
export const LOCAL_CERTIFICATE_DOMAIN = `svc.${CLUSTER_DOMAIN}`;

/**
 * ensureCertificate reconciles a Certificate with what its owner wants; undefined when another owner has the name, which it records as an
 * event.
 */
export function ensureCertificate(
  context: Context,
  owner: StoredObject,
  draft: Draft,
  source: EventSource,
): Stored<Certificate> | undefined {
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

/** stateOf returns whether a Certificate is ready, failed, or pending, with its reason. */
export function stateOf(certificate: Stored<Certificate>): {
  state: 'ready' | 'failed' | 'pending';
  reason: string;
} {
  const { status } = certificate;
  const isObserved = status?.observedGeneration === certificate.metadata.generation;
  const ready = conditionOf(certificate, 'Ready');
  const reason = ready?.reason ?? '';
  if (!isObserved || ready?.status === 'Unknown' || ready === undefined) return { state: 'pending', reason };
  return { state: ready.status === 'True' ? 'ready' : 'failed', reason };
}

/** tlsOf returns the KIngress TLS entry that points these hosts to their certificate. */
export function tlsOf(certificate: Stored<Certificate>, hosts: readonly string[]): IngressTls {
  const { spec } = certificate;
  return {
    hosts: [...hosts].sort(),
    secretName: spec.secretName,
    secretNamespace: namespaceOf(certificate),
  };
}

/** isForRoute reports whether a Certificate belongs to a Route and its hosts are of that kind. */
export function isForRoute({ metadata }: StoredObject, route: string, type: CertificateType): boolean {
  return metadata.labels?.[LABEL.route] === route && metadata.labels[CERTIFICATE_TYPE] === type;
}
