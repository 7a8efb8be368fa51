import { parseGoFloat } from '#lib/go/number.ts';
import { goQuote } from '#lib/go/text.ts';
import { LABEL } from '#lib/knative/labels.ts';
import type { Revision, RevisionSpec, RevisionTemplate } from '#lib/knative/types.ts';
import { dns1035Problems } from '#lib/kubernetes/dns-label.ts';
import type { ObjectMeta } from '#lib/kubernetes/object.ts';
import { quantityProblem } from '#simulator/go/quantity.ts';
import { revisionSpecDiff, templateDiff } from '#simulator/go/short-diff.ts';
import {
  type AdmissionOptions,
  disallowedFields,
  type FieldError,
  invalidKeyName,
  invalidValue,
  outOfBounds,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';
import { validateAutoscaling } from '#simulator/knative/admission/validation/validate-autoscaling.ts';
import {
  dns1035PrefixProblems,
  getFirst,
  type StringMap,
  validateObjectName,
  validateOwnerLabel,
  validateSeconds,
} from '#simulator/knative/admission/validation/validate-metadata.ts';
import { validatePodSpec } from '#simulator/knative/admission/validation/validate-pod-spec.ts';
import { SHIPPED_FEATURES } from '#simulator/knative/config/feature-flags.ts';
import { REVISION_DEFAULTS } from '#simulator/knative/config/revision-defaults.ts';

/** The `networking.knative.dev` annotations that a template may have (`knative/networking` `metadata_validation.go`). */
const NETWORKING_ANNOTATIONS = [
  'ingress.class',
  'ingress-class',
  'certificate.class',
  'certificate-class',
  'disableAutoTLS',
  'disable-auto-tls',
  'disable-external-domain-tls',
  'httpOption',
  'http-protocol',
].map((name) => `networking.knative.dev/${name}`);
const QUEUE_QUANTITIES = ['cpu', 'memory', 'ephemeral-storage'].flatMap((resource) => [
  `queue.sidecar.serving.knative.dev/${resource}-resource-request`,
  `queue.sidecar.serving.knative.dev/${resource}-resource-limit`,
]);
/** ConfigMap values. */
type Configured = Pick<AdmissionOptions<unknown>, 'defaults' | 'features' | 'allowsZeroInitialScale'>;

/** validateRevision checks a Revision as the webhook does (`revision_validation.go` v1.23); its spec is immutable. */
export function validateRevision(
  revision: Revision,
  { old, ...options }: AdmissionOptions<Revision> = {},
): FieldError[] {
  const { metadata } = revision;
  const errors = via(
    [
      ...validateObjectName(metadata),
      ...via(validateAutoscaling(metadata.annotations, options.allowsZeroInitialScale), 'annotations'),
      ...validateOwnerLabel(metadata, LABEL.configuration, 'Configuration'),
    ],
    'metadata',
  );
  if (old === undefined) return [...errors, ...via(validateRevisionSpec(revision.spec, options), 'spec')];
  const details = revisionSpecDiff(old.spec, revision.spec);
  return details === ''
    ? errors
    : [{ message: 'Immutable fields changed (-old +new)', paths: ['spec'], details }];
}

/** validateTemplate checks `spec.template` of a Service or Configuration; `parent` is its metadata. Paths are relative to the template. */
export function validateTemplate(
  template: RevisionTemplate,
  parent: ObjectMeta,
  options: Configured,
): FieldError[] {
  const annotations = template.metadata?.annotations;
  return [
    ...via(validateRevisionSpec(template.spec, options), 'spec'),
    ...via(
      [
        ...validateAutoscaling(annotations, options.allowsZeroInitialScale),
        ...validateNetworking(annotations),
        ...validateQueueProxy(annotations),
        ...validateProgressDeadline(annotations),
      ],
      'metadata.annotations',
    ),
    ...validateOwnName(template.metadata, parent),
  ];
}

/** verifyNameChange requires a new name for a changed template that has a custom name. Paths are relative to the template. */
export function verifyNameChange(template: RevisionTemplate, old: RevisionTemplate): FieldError[] {
  const name = template.metadata?.name ?? '';
  if (name === '' || name !== (old.metadata?.name ?? '')) return [];
  const details = templateDiff(old, template);
  if (details === '') return [];
  return [
    {
      message: 'Saw the following changes without a name change (-old +new)',
      paths: ['metadata.name'],
      details,
    },
  ];
}

function validateRevisionSpec(
  spec: RevisionSpec | undefined,
  { defaults = REVISION_DEFAULTS, features = SHIPPED_FEATURES }: Configured,
): FieldError[] {
  const given = spec ?? { containers: [] };
  const { maxTimeoutSeconds, maxContainerConcurrency, ...rest } = defaults;
  const errors = validatePodSpec(given, features);
  const least = rest.allowContainerConcurrencyZero ? 0 : 1;
  const { timeoutSeconds = 0, containerConcurrency = least } = given;
  if (timeoutSeconds < 0 || timeoutSeconds > maxTimeoutSeconds) {
    errors.push(outOfBounds(timeoutSeconds, 0, maxTimeoutSeconds, 'timeoutSeconds'));
  }
  if (containerConcurrency < least || containerConcurrency > maxContainerConcurrency) {
    errors.push(outOfBounds(containerConcurrency, least, maxContainerConcurrency, 'containerConcurrency'));
  }
  return errors;
}

function validateOwnName(metadata: RevisionTemplate['metadata'], parent: ObjectMeta): FieldError[] {
  const { name = '', generateName = '' } = metadata ?? {};
  const prefixProblems = generateName === '' ? [] : dns1035PrefixProblems(generateName);
  if (prefixProblems.length > 0)
    return [
      invalidValue(`not a DNS 1035 label prefix: [${prefixProblems.join(' ')}]`, 'metadata.generateName'),
    ];
  if (name === '') return [];
  const problems = dns1035Problems(name);
  if (problems.length > 0)
    return [invalidValue(`not a DNS 1035 label: [${problems.join(' ')}]`, 'metadata.name')];
  const parentName = parent.name ?? '';
  if (parentName === '' && (parent.generateName ?? '') !== '') return [disallowedFields('metadata.name')];
  const prefix = `${parentName}-`;
  return name.startsWith(prefix)
    ? []
    : [invalidValue(`${goQuote(name)} must have prefix ${goQuote(prefix)}`, 'metadata.name')];
}

function validateNetworking(annotations: StringMap): FieldError[] {
  return Object.keys(annotations ?? {})
    .filter((key) => key.startsWith('networking.knative.dev') && !NETWORKING_ANNOTATIONS.includes(key))
    .map((key) => invalidKeyName(key, ''));
}

function validateQueueProxy(annotations: StringMap): FieldError[] {
  return QUEUE_QUANTITIES.flatMap((key) => {
    const value = annotations?.[key];
    return value === undefined || quantityProblem(value) === undefined
      ? []
      : via([invalidValue(value, '')], `[${key}]`);
  }).concat(validateQueuePercentage(annotations));
}

function validateQueuePercentage(annotations: StringMap): FieldError[] {
  const prefix = 'queue.sidecar.serving.knative.dev/';
  const found = getFirst(annotations, [`${prefix}resource-percentage`, `${prefix}resourcePercentage`]);
  if (found === null) return [];
  const value = parseGoFloat(found.value);
  if (value === null) return via([invalidValue(found.value, '')], `[${found.key}]`);
  return value < 0.1 || value > 100 ? via([outOfBounds(value, 0.1, 100, '')], `[${found.key}]`) : [];
}

function validateProgressDeadline(annotations: StringMap): FieldError[] {
  const found = getFirst(annotations, ['serving.knative.dev/progress-deadline']);
  return found === null ? [] : validateSeconds('progress-deadline', found);
}
