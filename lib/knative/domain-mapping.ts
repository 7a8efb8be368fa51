import { domainNameProblem } from '#lib/knative/domain-name.ts';
import {
  type AdmissionOptions,
  disallowedFields,
  type FieldError,
  generic,
  missingField,
  via,
} from '#lib/knative/field-error.ts';
import { ANNOTATION } from '#lib/knative/labels.ts';
import { semanticEqual } from '#lib/knative/semantic-equal.ts';
import { validateCreatorAndModifier } from '#lib/knative/validate-metadata.ts';
import type { Condition, KubeObject } from '#lib/kubernetes/object.ts';

/** What a DomainMapping points at (`knative.dev/pkg` `apis/duck/v1/knative_reference.go`). */
export interface KReference {
  kind: string;
  name: string;
  namespace?: string;
  apiVersion?: string;
  group?: string;
  address?: string;
}

/** A host of one's own for something that has an address; the host is its name (`pkg/apis/serving/v1beta1/domainmapping_types.go`). */
export interface DomainMapping extends KubeObject {
  spec: { ref: KReference; tls?: { secretName: string } };
  status?: {
    observedGeneration?: number;
    conditions?: Condition[];
    url?: string;
    address?: { url?: string };
  };
}

const CLUSTER_DOMAIN = 'cluster.local';

/** defaultDomainMapping fills in the namespace of what it points at, and who wrote it (`domainmapping_defaults.go` v1.23). */
export function defaultDomainMapping(
  mapping: DomainMapping,
  { old, userName }: AdmissionOptions<DomainMapping> = {},
): DomainMapping {
  const { metadata } = mapping;
  // Go writes out the kind and the name though they are empty, so that the schema never misses them.
  const given: Partial<KReference> = mapping.spec?.ref ?? {};
  const ref = { ...given, kind: given.kind ?? '', name: given.name ?? '' };
  if ((ref.namespace ?? '') === '' && metadata.namespace !== undefined) ref.namespace = metadata.namespace;
  const next = { ...mapping, spec: { ...mapping.spec, ref } };
  if (userName === undefined || (old !== undefined && semanticEqual(old.spec, next.spec))) return next;
  const who = {
    [ANNOTATION.lastModifier]: userName,
    ...(old === undefined ? { [ANNOTATION.creator]: userName } : {}),
  };
  return { ...next, metadata: { ...metadata, annotations: { ...metadata.annotations, ...who } } };
}

/** validateDomainMapping checks a DomainMapping, defaults filled in, as the webhook does (`domainmapping_validation.go` v1.23). */
export function validateDomainMapping(
  mapping: DomainMapping,
  { old }: AdmissionOptions<DomainMapping> = {},
): FieldError[] {
  const { metadata, spec } = mapping;
  const { name } = metadata;
  const errors: FieldError[] = [];
  const { generateName = '' } = metadata as { generateName?: string };
  if (generateName !== '') errors.push(disallowedFields('generateName'));
  const quoted = JSON.stringify(name);
  const problem = domainNameProblem('name', name);
  if (problem !== null) errors.push(generic(`invalid name ${quoted}: ${problem}`, 'name'));
  if (name.endsWith(`.${CLUSTER_DOMAIN}`)) {
    const why = `must not be a subdomain of cluster local domain "${CLUSTER_DOMAIN}"`;
    errors.push(generic(`invalid name ${quoted}: ${why}`, 'name'));
  }
  return [
    ...via(errors, 'metadata'),
    ...(old === undefined ? [] : validateCreatorAndModifier(old, mapping)),
    ...via(validateReference(spec.ref, metadata.namespace ?? ''), 'spec', 'ref'),
  ];
}

function validateReference(ref: KReference | undefined, namespace: string): FieldError[] {
  const given = ref ?? { kind: '', name: '' };
  const errors: FieldError[] = [];
  if (given.name === '') errors.push(missingField('name'));
  if ((given.group ?? '') !== '') errors.push(disallowedFields('group'));
  if ((given.apiVersion ?? '') === '') errors.push(missingField('apiVersion'));
  if (given.kind === '') errors.push(missingField('kind'));
  const own = given.namespace ?? '';
  if (own !== '' && namespace !== '' && own !== namespace) {
    const details = `parent namespace: ${JSON.stringify(namespace)} does not match ref: ${JSON.stringify(own)}`;
    errors.push({ message: 'mismatched namespaces', paths: ['namespace'], details });
  }
  return errors;
}
