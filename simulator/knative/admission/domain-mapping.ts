import type { DomainMapping, KReference } from '#lib/knative/domain-mapping.ts';
import { ANNOTATION } from '#lib/knative/labels.ts';
import { semanticEqual } from '#lib/kubernetes/semantic-equal.ts';
import { domainNameProblem } from '#simulator/knative/admission/validation/domain-name.ts';
import {
  type AdmissionOptions,
  disallowedFields,
  type FieldError,
  generic,
  missingField,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';
import { validateCreatorAndModifier } from '#simulator/knative/admission/validation/validate-metadata.ts';

const CLUSTER_DOMAIN = 'cluster.local';

/**
 * defaultDomainMapping sets the namespace of the reference, and the creator and modifier annotations (`domainmapping_defaults.go` v1.23).
 */
export function defaultDomainMapping(
  mapping: DomainMapping,
  { old, userName }: AdmissionOptions<DomainMapping> = {},
): DomainMapping {
  const { metadata } = mapping;
  // Go writes kind and name even when they are empty, so the schema never reports them as missing.
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

/** validateDomainMapping checks a defaulted DomainMapping as the webhook does (`domainmapping_validation.go` v1.23). */
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
