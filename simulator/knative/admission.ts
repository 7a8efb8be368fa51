import { warnAboutSpec, warnAboutTemplate } from '#lib/knative/admission-warnings.ts';
import {
  defaultConfiguration,
  defaultRevision,
  defaultRoute,
  defaultService,
} from '#lib/knative/defaults.ts';
import {
  type DomainMapping,
  defaultDomainMapping,
  validateDomainMapping,
} from '#lib/knative/domain-mapping.ts';
import { type Features, SHIPPED_FEATURES } from '#lib/knative/features.ts';
import {
  type AdmissionOptions,
  type FieldError,
  mergeFieldErrors,
  renderFieldErrors,
  via,
} from '#lib/knative/field-error.ts';
import { LABEL } from '#lib/knative/labels.ts';
import type { RevisionDefaults } from '#lib/knative/revision-defaults.ts';
import { isRecord } from '#lib/knative/semantic-equal.ts';
import type { Configuration, KnativeService, Revision, RevisionTemplate, Route } from '#lib/knative/types.ts';
import { validateConfiguration } from '#lib/knative/validate-configuration.ts';
import { validateRevision } from '#lib/knative/validate-revision.ts';
import { validateRoute } from '#lib/knative/validate-route.ts';
import { validateService } from '#lib/knative/validate-service.ts';
import { KNATIVE, KUBERNETES } from '#lib/kubernetes/resource.ts';
import {
  type AdmissionPlugin,
  type AdmissionRequest,
  StatusError,
  type StoredObject,
} from '#simulator/contract.ts';
import { validateConfigMap } from '#simulator/knative/config/admission.ts';
import { configOf } from '#simulator/knative/config/live-config.ts';
import { WRITER } from '#simulator/knative/context.ts';
import { typeErrorOf } from '#simulator/knative/decode.ts';
import { userPodSpec } from '#simulator/knative/revision-pod.ts';

const MUTATING = 'webhook.serving.knative.dev';
const VALIDATING = 'validation.webhook.serving.knative.dev';

/** What the webhooks know beside the object. */
interface Asked {
  old: StoredObject | undefined;
  userName: string;
  defaults: RevisionDefaults;
  features: Features;
  allowsZeroInitialScale: boolean;
}

interface Rules {
  defaults(object: StoredObject, asked: Asked): StoredObject;
  validate(object: StoredObject, asked: Asked): FieldError[];
}

/** Pairs the rules of one kind; the store guarantees that objects of a type have its shape, but for what decode checks. */
function rulesFor<T extends object>(
  defaults: (object: T, options: AdmissionOptions<T>) => T,
  validate: (object: T, options: AdmissionOptions<T>) => FieldError[],
): Rules {
  const shaped = (object: StoredObject): T => object as unknown as T;
  const options = ({ old, ...rest }: Asked): AdmissionOptions<T> =>
    old === undefined ? rest : { ...rest, old: shaped(old) };
  return {
    defaults: (object, asked) => defaults(shaped(object), options(asked)) as unknown as StoredObject,
    validate: (object, asked) => validate(shaped(object), options(asked)),
  };
}

const askedOf = ({ old, user, store }: AdmissionRequest): Asked => ({
  old,
  userName: user.name,
  defaults: configOf(store).defaults,
  features: configOf(store).features,
  allowsZeroInitialScale: configOf(store).autoscaler.allowZeroInitialScale,
});

const RULES = new Map<string, Rules>([
  [KNATIVE.service.kind, rulesFor<KnativeService>(defaultService, validateService)],
  [KNATIVE.configuration.kind, rulesFor<Configuration>(defaultConfiguration, validateConfiguration)],
  [KNATIVE.route.kind, rulesFor<Route>(defaultRoute, validateRoute)],
  [KNATIVE.domainMapping.kind, rulesFor<DomainMapping>(defaultDomainMapping, validateDomainMapping)],
  [KNATIVE.revision.kind, rulesFor<Revision>(defaultRevision, validateRevision)],
]);

function rulesOf({ type, subresource, operation }: AdmissionRequest): Rules | undefined {
  if (type.group !== KNATIVE.service.group || subresource !== '' || operation === 'DELETE') return undefined;
  return RULES.get(type.kind);
}

/** Knative's two admission webhooks, with the words the API server gives their refusals. */
export const knativeAdmission: AdmissionPlugin = {
  mutate(request) {
    const rules = rulesOf(request);
    if (rules === undefined) return;
    const typeError = typeErrorOf(request.object);
    if (typeError !== undefined) {
      throw denied(MUTATING, `mutation failed: cannot decode incoming new object: ${typeError}`);
    }
    const isBare = lacksContainers(request.object);
    const { metadata, ...fields } = rules.defaults(request.object, askedOf(request));
    replaceFields(request.object.metadata, metadata);
    Object.assign(request.object, fields);
    if (isBare) writeNoContainers(request.object);
  },
  validate(request) {
    validateConfigMap(request);
    const rules = rulesOf(request);
    if (rules === undefined) return;
    for (const found of mergeFieldErrors(warningsOf(request))) request.warn(renderFieldErrors([found]));
    const errors = rules.validate(request.object, askedOf(request));
    if (errors.length > 0) throw denied(VALIDATING, `validation failed: ${renderFieldErrors(errors)}`);
    const problem = podProblem(request);
    if (problem !== undefined) throw denied(VALIDATING, `validation callback failed: ${problem}`);
  },
};

/**
 * Why the pods of a template could not be made, asked by a dry run of one where the write is a dry run itself
 * (knative/serving v0.50 `pkg/webhook/podspec_dryrun.go`); a Configuration of a Service was judged with that.
 */
function podProblem({ object, dryRun, store }: AdmissionRequest): string | undefined {
  const isOwn =
    object.kind === KNATIVE.service.kind ||
    (object.kind === KNATIVE.configuration.kind && (object.metadata.labels?.[LABEL.service] ?? '') === '');
  const template = templateOf(object);
  if (!dryRun || !isOwn || template === undefined) return undefined;
  const metadata = { ...object.metadata, name: '', labels: {}, annotations: {} };
  const revision = { ...object, kind: KNATIVE.revision.kind, metadata, spec: template.spec };
  const pod = {
    metadata: { generateName: 'dry-run-validation', namespace: object.metadata.namespace },
    spec: userPodSpec(revision, SHIPPED_FEATURES),
  };
  try {
    store.create(KUBERNETES.pod, pod, { ...WRITER.knative, dryRun });
    return undefined;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return `dry run failed with ${error.message}: spec.template`;
  }
}

/** A Revision's spec is only looked at when it is made: it never changes. */
function warningsOf({ object, operation, store }: AdmissionRequest): FieldError[] {
  const { features } = configOf(store);
  const template = templateOf(object);
  if (isRecord(template?.spec)) {
    return via(warnAboutTemplate(template as unknown as RevisionTemplate, features), 'spec', 'template');
  }
  if (object.kind !== KNATIVE.revision.kind || operation !== 'CREATE') return [];
  return via(warnAboutSpec((object as unknown as Revision).spec, features), 'spec');
}

/** Makes one object hold what the other does, and nothing else. */
function replaceFields(object: object, next: object): void {
  for (const field of Object.keys(object)) if (!(field in next)) Reflect.deleteProperty(object, field);
  Object.assign(object, next);
}

function denied(webhook: string, why: string): StatusError {
  return new StatusError(400, 'BadRequest', `admission webhook "${webhook}" denied the request: ${why}`);
}

function templateOf(object: StoredObject): Record<string, unknown> | undefined {
  const spec = object['spec'];
  return isRecord(spec) && isRecord(spec.template) ? spec.template : undefined;
}

/** A template without a list of containers gets one that is null, as Go writes it; the schema then refuses that. */
function writeNoContainers(object: StoredObject): void {
  const pod = templateOf(object)?.['spec'];
  if (isRecord(pod)) pod.containers = null;
}

function lacksContainers(object: StoredObject): boolean {
  const isTemplated = object.kind === KNATIVE.service.kind || object.kind === KNATIVE.configuration.kind;
  const pod = templateOf(object)?.['spec'];
  return isTemplated && !(isRecord(pod) && Array.isArray(pod.containers));
}
