import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import { LABEL } from '#lib/knative/labels.ts';
import type { Configuration, KnativeService, Revision, Route } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import {
  type AdmissionPlugin,
  type AdmissionRequest,
  StatusError,
  type Stored,
  type StoredObject,
} from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { warnAboutSpec, warnAboutTemplate } from '#simulator/knative/admission/admission-warnings.ts';
import { typeErrorOf } from '#simulator/knative/admission/decode.ts';
import {
  defaultConfiguration,
  defaultRevision,
  defaultRoute,
  defaultService,
} from '#simulator/knative/admission/defaults.ts';
import { defaultDomainMapping, validateDomainMapping } from '#simulator/knative/admission/domain-mapping.ts';
import {
  type AdmissionOptions,
  type FieldError,
  mergeFieldErrors,
  renderFieldErrors,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';
import { validateConfiguration } from '#simulator/knative/admission/validation/validate-configuration.ts';
import { validateRevision } from '#simulator/knative/admission/validation/validate-revision.ts';
import { validateRoute } from '#simulator/knative/admission/validation/validate-route.ts';
import { validateService } from '#simulator/knative/admission/validation/validate-service.ts';
import { validateConfigMap } from '#simulator/knative/config/admission.ts';
import { type Features, SHIPPED_FEATURES } from '#simulator/knative/config/feature-flags.ts';
import { configOf } from '#simulator/knative/config/live-config.ts';
import type { RevisionDefaults } from '#simulator/knative/config/revision-defaults.ts';
import { userPodSpec } from '#simulator/knative/revision/revision-pod.ts';

const MUTATING = 'webhook.serving.knative.dev';
const VALIDATING = 'validation.webhook.serving.knative.dev';

/** What the webhooks get in addition to the object. */
interface WebhookOptions {
  old: StoredObject | undefined;
  userName: string;
  defaults: RevisionDefaults;
  features: Features;
  allowsZeroInitialScale: boolean;
}

interface Rules {
  defaults(object: StoredObject, webhookOptions: WebhookOptions): KubeObject;
  validate(object: StoredObject, webhookOptions: WebhookOptions): FieldError[];
}

/** rulesFor pairs the rules of one kind. */
function rulesFor<T extends KubeObject>(
  defaults: (object: T, options: AdmissionOptions<T>) => T,
  validate: (object: T, options: AdmissionOptions<T>) => FieldError[],
): Rules {
  // A request's object has the shape of its type: rulesOf goes by the type, and what decode finds wrong never gets here.
  const shaped = (object: StoredObject): T => object as Stored<T>;
  const options = ({ old, ...rest }: WebhookOptions): AdmissionOptions<T> =>
    old === undefined ? rest : { ...rest, old: shaped(old) };
  return {
    defaults: (object, webhookOptions) => defaults(shaped(object), options(webhookOptions)),
    validate: (object, webhookOptions) => validate(shaped(object), options(webhookOptions)),
  };
}

const webhookOptionsOf = ({ old, user, store }: AdmissionRequest): WebhookOptions => ({
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

/** Knative's two admission webhooks, with the error text of the API server. */
export const knativeAdmission: AdmissionPlugin = {
  mutate(request) {
    const rules = rulesOf(request);
    if (rules === undefined) return;
    const typeError = typeErrorOf(request.object);
    if (typeError !== undefined) {
      throw denied(MUTATING, `mutation failed: cannot decode incoming new object: ${typeError}`);
    }
    const isBare = lacksContainers(request.object);
    const { metadata, ...fields } = rules.defaults(request.object, webhookOptionsOf(request));
    replaceFields(request.object.metadata, metadata);
    Object.assign(request.object, fields);
    if (isBare) writeNoContainers(request.object);
  },
  validate(request) {
    validateConfigMap(request);
    const rules = rulesOf(request);
    if (rules === undefined) return;
    for (const found of mergeFieldErrors(warningsOf(request))) request.warn(renderFieldErrors([found]));
    const errors = rules.validate(request.object, webhookOptionsOf(request));
    if (errors.length > 0) throw denied(VALIDATING, `validation failed: ${renderFieldErrors(errors)}`);
    const problem = podProblem(request);
    if (problem !== undefined) throw denied(VALIDATING, `validation callback failed: ${problem}`);
  },
};

/**
 * podProblem returns why a template's pods could not be created. It finds out with a dry-run create, when the write itself is a dry run
 * (knative/serving v0.50 `pkg/webhook/podspec_dryrun.go`). A Service's Configuration was already checked with the Service.
 */
function podProblem({ object, dryRun, store }: AdmissionRequest): string | undefined {
  const isOwn =
    object.kind === KNATIVE.service.kind ||
    (object.kind === KNATIVE.configuration.kind && (object.metadata.labels?.[LABEL.service] ?? '') === '');
  const template = templateOf(object);
  if (!dryRun || !isOwn || template === undefined) return undefined;
  const metadata = { ...object.metadata, name: '', labels: {}, annotations: {} };
  const revision: StoredObject = {
    ...object,
    kind: KNATIVE.revision.kind,
    metadata,
    spec: template.spec,
  };
  const pod = {
    metadata: { generateName: 'dry-run-validation', namespace: object.metadata.namespace },
    // Valid by now, and a valid template's spec is that of a Revision.
    spec: userPodSpec(revision as Stored<Revision>, SHIPPED_FEATURES),
  };
  try {
    store.create(KUBERNETES.pod, pod, { ...WRITER.knative, dryRun });
    return undefined;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return `dry run failed with ${error.message}: spec.template`;
  }
}

/** warningsOf checks a Revision's spec only on create, because the spec is immutable. */
function warningsOf({ object, operation, store }: AdmissionRequest): FieldError[] {
  const { features } = configOf(store);
  // The mutating webhook has decoded the object, so it has the shape of its kind.
  if (isRecord(templateOf(object)?.spec)) {
    const { template } = (object as Stored<Configuration>).spec;
    return via(warnAboutTemplate(template, features), 'spec', 'template');
  }
  if (object.kind !== KNATIVE.revision.kind || operation !== 'CREATE') return [];
  return via(warnAboutSpec((object as Stored<Revision>).spec, features), 'spec');
}

/** replaceFields makes an object's fields equal to another's, in place. */
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

/** writeNoContainers sets a missing container list to null, as Go writes it; the schema then rejects it. */
function writeNoContainers(object: StoredObject): void {
  const pod = templateOf(object)?.['spec'];
  if (isRecord(pod)) pod.containers = null;
}

function lacksContainers(object: StoredObject): boolean {
  const isTemplated = object.kind === KNATIVE.service.kind || object.kind === KNATIVE.configuration.kind;
  const pod = templateOf(object)?.['spec'];
  return isTemplated && !(isRecord(pod) && Array.isArray(pod.containers));
}
