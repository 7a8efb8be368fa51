import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { StoredObject } from '#simulator/contract.ts';
import type { IngressTls } from '#simulator/knative/certificates.ts';
import type { Context } from '#simulator/knative/context.ts';
import { childName } from '#simulator/knative/names.ts';
import { httpOptionOf, ingressClassOf, passedToNetwork } from '#simulator/knative/route-resources.ts';
import { namespaceOf } from '#simulator/knative/wire.ts';
import { controllerReference, type Draft } from '#simulator/knative/write.ts';

/** mappingChildName names the KIngress and the Certificate of a DomainMapping. */
export const mappingChildName = (mapping: StoredObject): string => childName(mapping.metadata.name, '');

/** mappingIngressFor builds the KIngress that takes a domain to a Service beside it (`pkg/reconciler/domainmapping/resources/ingress.go`). */
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
