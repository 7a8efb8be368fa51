import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { childName } from '#simulator/controllers/names.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { controllerReference, type Draft } from '#simulator/controllers/write.ts';
import type { IngressTls } from '#simulator/knative/networking/certificates.ts';
import { passedToNetwork } from '#simulator/knative/networking/passed-annotations.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { httpOptionOf, ingressClassOf } from '#simulator/knative/route/route-resources.ts';

/** mappingChildName returns the name of a DomainMapping's KIngress and Certificate. */
export const mappingChildName = (mapping: StoredObject): string => childName(mapping.metadata.name, '');

/**
 * mappingIngressFor builds the KIngress that routes a domain to a Service in the same namespace
 * (`pkg/reconciler/domainmapping/resources/ingress.go`).
 */
export function mappingIngressFor(
  context: Context,
  mapping: StoredObject,
  target: { host: string; service: string },
  tls: readonly IngressTls[],
): Draft {
  const { name, uid, labels, annotations } = mapping.metadata;
  const split = {
    appendHeaders: { 'K-Original-Host': name },
    percent: 100,
    serviceName: target.service,
    serviceNamespace: namespaceOf(mapping),
    servicePort: 80,
  };
  return {
    metadata: {
      name: mappingChildName(mapping),
      namespace: namespaceOf(mapping),
      labels: {
        ...labels,
        [LABEL.domainMappingUid]: uid,
        [LABEL.domainMappingNamespace]: namespaceOf(mapping),
      },
      annotations: {
        [ANNOTATION.ingressClass]: ingressClassOf(context, annotations),
        ...passedToNetwork(annotations),
      },
      ownerReferences: [controllerReference(mapping)],
    },
    spec: {
      ...httpOptionOf(context, annotations),
      rules: [
        {
          hosts: [name],
          http: { paths: [{ rewriteHost: target.host, splits: [split] }] },
          visibility: 'ExternalIP',
        },
      ],
      ...(tls.length === 0 ? {} : { tls }),
    },
  };
}
