import { LABEL } from '#lib/knative/labels.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import type { Certificate } from '#simulator/apimachinery/wire-types.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { remove } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { domainFor } from '#simulator/knative/config/domain.ts';
import { adler32 } from '#simulator/knative/networking/adler32.ts';
import {
  type CertificateType,
  certificateClassOf,
  certificateFor,
  ensureCertificate,
  type IngressTls,
  isForRoute,
  LOCAL_CERTIFICATE_DOMAIN,
  stateOf,
  tlsOf,
  wantsExternalTls,
} from '#simulator/knative/networking/certificates.ts';
import type { ConditionSet } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { domainOf, isClusterLocal, localHosts } from '#simulator/knative/route/route-domains.ts';

const SOURCE = { component: 'route-controller' };
const PROVISIONED = 'CertificateProvisioned';
const WILDCARD = 'networking.knative.dev/wildcardDomain';

/**
 * The effect of certificates on a Route: the TLS entries of its KIngress, and the scheme of each external host that has or awaits a
 * certificate.
 */
export interface Secured {
  tls: IngressTls[];
  schemes: ReadonlyMap<string, 'http' | 'https'>;
  /** The cluster-local hosts that have a certificate. */
  inside: ReadonlySet<string>;
}

/**
 * secureRoute reconciles the Certificates of a Route's hosts, one per host, and reports their state in CertificateProvisioned
 * (`pkg/reconciler/route/route.go` externalDomainTLS and clusterLocalDomainTLS). Returns undefined when another owner has a Certificate's
 * name.
 */
export function secureRoute(
  context: Context,
  route: StoredObject,
  tags: readonly string[],
  conditions: ConditionSet,
): Secured | undefined {
  const look = new CertificateLook(context, route, conditions);
  if (!wantsExternalTls(context, route)) {
    look.notEnabled('external-domain-tls is not enabled');
  } else if (!look.secureOutside(tags)) return undefined;
  if (context.config.network.clusterLocalDomainTls) {
    if (!look.secureInside(tags)) return undefined;
  } else if (wantsExternalTls(context, route) && look.isAllInside) {
    look.notEnabled('TLS is not enabled for cluster-local');
  }
  return look.secured();
}

class CertificateLook {
  readonly #context: Context;
  readonly #route: StoredObject;
  readonly #conditions: ConditionSet;
  readonly #tls: IngressTls[] = [];
  readonly #schemes = new Map<string, 'http' | 'https'>();
  readonly #inside = new Set<string>();
  /** Whether all of the Route's hosts are cluster-local. */
  isAllInside = true;

  constructor(context: Context, route: StoredObject, conditions: ConditionSet) {
    this.#context = context;
    this.#route = route;
    this.#conditions = conditions;
  }

  secured(): Secured {
    return { tls: this.#tls, schemes: this.#schemes, inside: this.#inside };
  }

  notEnabled(message: string): void {
    this.#conditions.markTrue(PROVISIONED, { reason: 'TLSNotEnabled', message });
  }

  /** Returns false when another owner has a Certificate's name. */
  secureOutside(tags: readonly string[]): boolean {
    const hosts = tags
      .filter((tag) => !isClusterLocal(this.#context, this.#route, tag))
      .map((tag) => ({ tag, host: domainOf(this.#context, this.#route, tag) }))
      .sort((a, b) => (a.host < b.host ? -1 : 1));
    this.isAllInside = hosts.length === 0;
    const domain = domainFor(this.#context.config.domain, this.#route.metadata.labels);
    for (const { tag, host } of hosts) {
      const certificate =
        this.#wildcardFor(host, domain) ?? this.#ensure(tag, [host], 'external-domain', domain);
      if (certificate === undefined) return false;
      this.#tellOutside(certificate, host);
    }
    this.#removeUnused(
      hosts.map(({ host }) => host),
      'external-domain',
    );
    return true;
  }

  /** Returns false when another owner has a Certificate's name. */
  secureInside(tags: readonly string[]): boolean {
    const used: string[] = [];
    for (const tag of tags) {
      const hosts = localHosts(this.#context, this.#route, tag);
      const certificate = this.#ensure(tag, hosts, 'cluster-local-domain', LOCAL_CERTIFICATE_DOMAIN);
      if (certificate === undefined) return false;
      used.push(...hosts);
      if (!this.#tell(certificate)) continue;
      for (const host of hosts) this.#inside.add(host);
      this.#tls.push(tlsOf(certificate, hosts));
    }
    this.#removeUnused(used, 'cluster-local-domain');
    return true;
  }

  /** Returns a certificate for all hosts of the domain; undefined when there is none. */
  #wildcardFor(host: string, domain: string): Stored<Certificate> | undefined {
    const parent = host.slice(host.indexOf('.') + 1);
    return this.#certificates()
      .filter(({ metadata }) => metadata.labels?.[WILDCARD] === domain)
      .find((certificate) =>
        namesOf(certificate).some((name) => name.slice(name.indexOf('.') + 1) === parent),
      );
  }

  #certificates(): readonly Stored<Certificate>[] {
    return this.#context.store.list(KNATIVE.certificate, namespaceOf(this.#route));
  }

  #ensure(
    tag: string,
    dnsNames: readonly string[],
    type: CertificateType,
    domain: string,
  ): Stored<Certificate> | undefined {
    const name = certificateName(this.#route, tag, type);
    const draft = certificateFor(this.#route, {
      name,
      ownerLabel: LABEL.route,
      dnsNames: [...dnsNames].sort(),
      type,
      domain,
      class: certificateClassOf(this.#context, this.#route),
    });
    const certificate = ensureCertificate(this.#context, this.#route, draft, SOURCE);
    if (certificate === undefined) {
      const message = `There is an existing certificate ${name} that we don't own.`;
      this.#conditions.markFalse(PROVISIONED, 'CertificateNotOwned', message);
    }
    return certificate;
  }

  /** A host without a ready certificate stays on plain HTTP, where HTTP is served. */
  #tellOutside(certificate: Stored<Certificate>, host: string): void {
    this.#schemes.set(host, 'https');
    if (this.#tell(certificate)) {
      this.#tls.push(tlsOf(certificate, [host]));
    } else if (this.#context.config.network.httpProtocol === 'enabled') {
      this.#schemes.set(host, 'http');
      const message = `Certificate ${certificate.metadata.name} is not ready downgrade HTTP.`;
      this.#conditions.markTrue(PROVISIONED, { reason: 'HTTPDowngrade', message });
    }
  }

  /** Returns whether the certificate is ready to use. */
  #tell(certificate: Stored<Certificate>): boolean {
    const { state, reason } = stateOf(certificate);
    const { name } = certificate.metadata;
    if (state === 'ready') {
      this.#conditions.markTrue(PROVISIONED);
    } else if (state === 'failed') {
      const message = `Certificate ${name} fails to be provisioned: ${reason}`;
      this.#conditions.markFalse(PROVISIONED, 'CertificateProvisionFailed', message);
    } else {
      const message = `Certificate ${name} is not ready: ${reason}`;
      this.#conditions.markUnknown(PROVISIONED, 'CertificateNotReady', message);
    }
    return state === 'ready';
  }

  #removeUnused(used: readonly string[], type: CertificateType): void {
    for (const certificate of this.#certificates()) {
      const isNeeded = namesOf(certificate).some((name) => used.includes(name));
      if (isNeeded || !isForRoute(certificate, this.#route.metadata.name, type)) continue;
      const { namespace = '', name } = certificate.metadata;
      remove(this.#context, KNATIVE.certificate, certificate, WRITER.knative);
      const message = `Deleted orphaned Knative Certificate ${namespace}/${name}`;
      this.#context.events.normal(SOURCE, certificate, 'Deleted', message);
    }
  }
}

const namesOf = (certificate: Stored<Certificate>): string[] => certificate.spec.dnsNames;

/** certificateName returns `route-<uid>`, then a digest of the tag if there is one; at most 63 characters. */
function certificateName(route: StoredObject, tag: string, type: CertificateType): string {
  const name = `route-${route.metadata.uid}${tag === '' ? '' : `-${adler32(tag)}`}`;
  return type === 'cluster-local-domain' ? `${name}-local` : name;
}
