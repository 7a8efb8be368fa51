import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import { LABEL } from '#lib/knative/labels.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { serviceMapped } from '#lib/view/domain-mappings.ts';

/**
 * serviceKeyOf returns the `namespace/name` of the Service that an object belongs to: by its label, else by the owner reference that Route
 * and Configuration carry, else by the Route's label; for a DomainMapping by its target. Undefined when it belongs to none.
 */
export function serviceKeyOf(object: KubeObject): string | undefined {
  const { apiVersion, kind, metadata } = object;
  const { namespace = '', labels, ownerReferences } = metadata;
  if (kind === 'Service' && isServing(apiVersion)) return `${namespace}/${metadata.name}`;
  if (kind === 'DomainMapping' && isServing(apiVersion)) {
    const name = serviceMapped(object as DomainMapping);
    return name === null ? undefined : `${namespace}/${name}`;
  }
  const owner = ownerReferences?.find(
    (reference) => reference.kind === 'Service' && isServing(reference.apiVersion),
  );
  const name = labels?.[LABEL.service] ?? owner?.name ?? labels?.[LABEL.route];
  return name === undefined ? undefined : `${namespace}/${name}`;
}

function isServing(apiVersion: string): boolean {
  return apiVersion.startsWith('serving.knative.dev/');
}
