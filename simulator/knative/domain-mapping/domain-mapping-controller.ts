import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import { LABEL } from '#lib/knative/labels.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { ClusterDomainClaim } from '#simulator/apimachinery/wire-types.ts';
import { controlledBy, nameOf, type Watch } from '#simulator/controllers/controller.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { create, ensure, isTerminating, remove, writeStatus } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import {
  mappingChildName,
  mappingIngressFor,
} from '#simulator/knative/domain-mapping/domain-mapping-resources.ts';
import { resolveReference } from '#simulator/knative/domain-mapping/domain-reference.ts';
import {
  certificateFor,
  ensureCertificate,
  type IngressTls,
  stateOf,
  tlsOf,
  wantsExternalTls,
} from '#simulator/knative/networking/certificates.ts';
import { ConditionSet, conditionOf } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { type Controller, onConfigChange } from '#simulator/knative/reconciler/controller.ts';
import { removeFinalizer, withFinalizer } from '#simulator/knative/reconciler/finalizer.ts';

const DEPENDENTS = ['DomainClaimed', 'ReferenceResolved', 'IngressReady', 'CertificateProvisioned'];
const SOURCE = { component: 'domainmapping-controller' };
const FINALIZER = 'domainmappings.serving.knative.dev';

/** Knative's DomainMapping: claims a domain and maps it to a Service (`pkg/reconciler/domainmapping`). */
export const domainMappingController: Controller<DomainMapping> = {
  name: 'domainmapping-controller',
  type: KNATIVE.domainMapping,
  latencyMs: 25,
  watches: [
    { type: KNATIVE.kIngress, concerns: controlledBy(KNATIVE.domainMapping) },
    { type: KNATIVE.certificate, concerns: controlledBy(KNATIVE.domainMapping) },
    { type: KNATIVE.clusterDomainClaim, concerns: mappingsOfClaim },
    referencesTo(KNATIVE.service),
    referencesTo(KNATIVE.route),
    referencesTo(KUBERNETES.service),
    onConfigChange(KNATIVE.domainMapping, 'config-network'),
  ],
  reconcile(context, object) {
    if (isTerminating(object)) return finalize(context, object);
    const mapping = withFinalizer(context, KNATIVE.domainMapping, object, FINALIZER, SOURCE);
    const look = new MappingLook(context, mapping);
    const problem = look.reconcile();
    writeStatus(context, KNATIVE.domainMapping, mapping, look.status(), WRITER.knative);
    if (problem !== undefined) context.events.warning(SOURCE, mapping, 'InternalError', problem);
    return undefined;
  },
};

/** Knative retries at intervals; here a change of the claim triggers the mappings that want it. */
function mappingsOfClaim(
  claim: Stored<ClusterDomainClaim>,
  { store }: Context,
): ReturnType<Watch['concerns']> {
  return store
    .list(KNATIVE.domainMapping)
    .filter(({ metadata }) => metadata.name === claim.metadata.name)
    .map(nameOf);
}

function referencesTo(type: ResourceType): Watch {
  return {
    type,
    concerns: ({ metadata, kind }, { store }) =>
      store
        .list(KNATIVE.domainMapping, metadata.namespace)
        .filter((mapping) => {
          const { ref } = mapping.spec;
          return ref.kind === kind && ref.name === metadata.name;
        })
        .map(nameOf),
  };
}

/** finalize deletes a claim that was created automatically, along with the DomainMapping in its namespace. */
function finalize(context: Context, mapping: Stored<DomainMapping>): undefined {
  const claim = context.store.get(KNATIVE.clusterDomainClaim, undefined, mapping.metadata.name);
  const isOurs = claim !== undefined && claimedBy(claim) === namespaceOf(mapping);
  if (context.config.network.autocreateClusterDomainClaims && isOurs) {
    remove(context, KNATIVE.clusterDomainClaim, claim, WRITER.knative);
  }
  removeFinalizer(context, KNATIVE.domainMapping, mapping, FINALIZER, SOURCE);
  return undefined;
}

function claimedBy(claim: Stored<ClusterDomainClaim>): string | undefined {
  return claim.spec?.namespace;
}

/** One reconcile pass over a DomainMapping; it computes the next status. */
class MappingLook {
  readonly #context: Context;
  readonly #mapping: Stored<DomainMapping>;
  readonly #conditions: ConditionSet;
  #scheme: string;

  constructor(context: Context, mapping: Stored<DomainMapping>) {
    this.#context = context;
    this.#mapping = mapping;
    const { status } = mapping;
    this.#conditions = new ConditionSet(DEPENDENTS, status?.conditions, context.clock.now());
    this.#scheme = context.config.network.defaultExternalScheme;
  }

  /** Returns the message of the error that stopped it; undefined on success. */
  reconcile(): string | undefined {
    const { metadata, status } = this.#mapping;
    if (metadata.generation !== status?.observedGeneration) this.#ingressNotConfigured();
    const unclaimed = this.#claim();
    if (unclaimed !== undefined) return unclaimed;
    const tls = this.#secure();
    // The certificate error is already reported.
    if (tls === undefined) return undefined;
    const resolved = resolveReference(this.#context, this.#mapping);
    if ('problem' in resolved) {
      this.#conditions.markFalse('ReferenceResolved', 'ResolveFailed', resolved.problem);
      return resolved.isFound ? resolved.problem : `resolving reference: ${resolved.problem}`;
    }
    this.#conditions.markTrue('ReferenceResolved');
    this.#direct(resolved, tls);
    return undefined;
  }

  status(): Record<string, unknown> {
    const { status, metadata } = this.#mapping;
    const url = `${this.#scheme}://${metadata.name}`;
    return {
      ...status,
      url,
      address: { url },
      observedGeneration: metadata.generation ?? 1,
      conditions: this.#conditions.list(),
    };
  }

  #claim(): string | undefined {
    const { store, config } = this.#context;
    const { name } = this.#mapping.metadata;
    const namespace = namespaceOf(this.#mapping);
    const claim = store.get(KNATIVE.clusterDomainClaim, undefined, name);
    if (claim === undefined && config.network.autocreateClusterDomainClaims) {
      const draft = { metadata: { name }, spec: { namespace } };
      create(this.#context, KNATIVE.clusterDomainClaim, draft, WRITER.knative);
    } else if (claim === undefined || claimedBy(claim) !== namespace) {
      const message = 'The domain name is already in use by another DomainMapping';
      this.#conditions.markFalse('DomainClaimed', 'DomainAlreadyClaimed', message);
      return claim === undefined
        ? `no ClusterDomainClaim found for domain "${name}" (and autocreate-cluster-domain-claims property is not true)`
        : `namespace "${namespace}" does not own ClusterDomainClaim for "${name}"`;
    }
    this.#conditions.markTrue('DomainClaimed');
    return undefined;
  }

  /** Returns the KIngress's TLS entries; undefined when another owner has the Certificate's name. */
  #secure(): IngressTls[] | undefined {
    const { metadata, spec } = this.#mapping;
    const { name } = metadata;
    if (spec.tls !== undefined) {
      const message = 'TLS certificate was provided externally';
      this.#provisioned('CertificateExternallyProvided', message);
      this.#scheme = 'https';
      const { secretName } = spec.tls;
      return [{ hosts: [name], secretName, secretNamespace: namespaceOf(this.#mapping) }];
    }
    if (!wantsExternalTls(this.#context, this.#mapping)) {
      this.#provisioned('TLSNotEnabled', 'external-domain-tls is not enabled');
      return [];
    }
    const draft = certificateFor(this.#mapping, {
      name: mappingChildName(this.#mapping),
      ownerLabel: LABEL.domainMappingUid,
      dnsNames: [name],
      type: 'external-domain',
      domain: name,
      class: this.#context.config.network.certificateClass,
    });
    const certificate = ensureCertificate(this.#context, this.#mapping, draft, SOURCE);
    const child = draft.metadata.name;
    if (certificate === undefined) {
      const message = `There is an existing certificate ${child} that we don't own.`;
      this.#conditions.markFalse('CertificateProvisioned', 'CertificateNotOwned', message);
      return undefined;
    }
    if (stateOf(certificate).state === 'ready') {
      this.#scheme = 'https';
      this.#conditions.markTrue('CertificateProvisioned');
      return [tlsOf(certificate, [name])];
    }
    if (this.#context.config.network.httpProtocol === 'enabled') {
      this.#scheme = 'http';
      this.#provisioned('HTTPDowngrade', `Certificate ${child} is not ready downgrade HTTP.`);
    } else {
      this.#scheme = 'https';
      const message = `Certificate ${child} is not ready.`;
      this.#conditions.markUnknown('CertificateProvisioned', 'CertificateNotReady', message);
    }
    return [];
  }

  #provisioned(reason: string, message: string): void {
    this.#conditions.markTrue('CertificateProvisioned', { reason, message });
  }

  /** Updates the KIngress and reports the state of the network. */
  #direct(target: { host: string; service: string }, tls: readonly IngressTls[]): void {
    const draft = mappingIngressFor(this.#context, this.#mapping, target, tls);
    const { namespace, name } = draft.metadata;
    const isNew = this.#context.store.get(KNATIVE.kIngress, namespace, name) === undefined;
    const ingress = ensure(this.#context, KNATIVE.kIngress, draft, WRITER.knative, 'exact');
    if (isNew) this.#context.events.normal(SOURCE, this.#mapping, 'Created', `Created Ingress "${name}"`);
    const { status } = ingress;
    const isObserved = status?.observedGeneration === ingress.metadata.generation;
    const ready = conditionOf(ingress, 'Ready');
    if (isObserved && ready !== undefined) this.#conditions.copy('IngressReady', ready);
    else this.#ingressNotConfigured();
  }

  #ingressNotConfigured(): void {
    const message = 'Ingress has not yet been reconciled.';
    this.#conditions.markUnknown('IngressReady', 'IngressNotConfigured', message);
  }
}
