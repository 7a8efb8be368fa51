import { LABEL } from '#lib/knative/labels.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';

/**
 * serviceKeyOf returns the `namespace/name` of the Service that an object belongs to: by its label, else by the
 * owner reference that Route and Configuration carry, else by the Route's label; undefined when it belongs to none.
 */
export function serviceKeyOf({ apiVersion, kind, metadata }: KubeObject): string | undefined {
  const { namespace = '', labels, ownerReferences } = metadata;
  if (kind === 'Service' && isServing(apiVersion)) return `${namespace}/${metadata.name}`;
  const owner = ownerReferences?.find((it) => it.kind === 'Service' && isServing(it.apiVersion));
  const name = labels?.[LABEL.service] ?? owner?.name ?? labels?.[LABEL.route];
  return name === undefined ? undefined : `${namespace}/${name}`;
}

function isServing(apiVersion: string): boolean {
  return apiVersion.startsWith('serving.knative.dev/');
}
