import type { User } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { badRequest, type Cause, invalid } from '#simulator/apimachinery/status-errors.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import { type Authorizer, missingRoles, type RbacReader, rulesFor } from '#simulator/rbac/authorizer.ts';
import type { FullRule } from '#simulator/rbac/objects.ts';
import type { AccessAttributes } from '#simulator/rbac/rules.ts';

// kubernetes v1.35 `pkg/registry/authorization/*/rest.go`, `pkg/apis/authorization/validation`.

/** A resource that is evaluated and never stored. */
export interface ReviewResource {
  group: string;
  resource: string;
  kind: string;
  namespaced: boolean;
}

const AUTHORIZATION = 'authorization.k8s.io';

/** The resources of the authentication and authorization review groups. */
export const REVIEWS: readonly ReviewResource[] = [
  {
    group: 'authentication.k8s.io',
    resource: 'selfsubjectreviews',
    kind: 'SelfSubjectReview',
    namespaced: false,
  },
  {
    group: AUTHORIZATION,
    resource: 'localsubjectaccessreviews',
    kind: 'LocalSubjectAccessReview',
    namespaced: true,
  },
  {
    group: AUTHORIZATION,
    resource: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
    namespaced: false,
  },
  {
    group: AUTHORIZATION,
    resource: 'selfsubjectrulesreviews',
    kind: 'SelfSubjectRulesReview',
    namespaced: false,
  },
  { group: AUTHORIZATION, resource: 'subjectaccessreviews', kind: 'SubjectAccessReview', namespaced: false },
];

/** reviewResource returns the review that a request is for; undefined when it is for something else. */
export function reviewResource(group: string, resource: string): ReviewResource | undefined {
  return REVIEWS.find((review) => review.group === group && review.resource === resource);
}

/** What a review is evaluated with. */
export interface ReviewContext {
  store: RbacReader;
  authorizer: Authorizer;
  /** The user who makes the request. */
  user: User;
  /** From the request path; empty at cluster scope. */
  namespace: string;
  /** Unix ms. */
  now: number;
}

/** review returns the review with its status set. Throws BadRequest or Invalid when the body is malformed. */
export function review(context: ReviewContext, { group, kind }: ReviewResource, body: unknown): JsonObject {
  if (!isJsonObject(body)) throw badRequest(`the object provided is unrecognized (must be of type ${kind})`);
  const { user, store, now } = context;
  const type = { kind, apiVersion: `${group}/v1` };
  const spec = isJsonObject(body['spec']) ? body['spec'] : {};
  switch (kind) {
    case 'SelfSubjectReview': {
      const status = { userInfo: { username: user.name, groups: user.groups } };
      return { ...type, metadata: { creationTimestamp: formatTime(now) }, status };
    }
    case 'SelfSubjectRulesReview': {
      const { namespace } = spec;
      if (typeof namespace !== 'string' || namespace === '') throw badRequest('no namespace on request');
      return { ...type, metadata: {}, spec: {}, status: rulesStatus(store, user, namespace) };
    }
    default: {
      const isLocal = kind === 'LocalSubjectAccessReview';
      const metadata = isLocal ? { namespace: context.namespace } : {};
      checkNamespace(body, context.namespace);
      checkAccess(kind, context.namespace, spec);
      const subject = kind === 'SelfSubjectAccessReview' ? user : subjectOf(spec);
      return { ...type, metadata, spec, status: accessStatus(context, subject, spec) };
    }
  }
}

function rulesStatus(store: RbacReader, user: User, namespace: string): JsonObject {
  const own = rulesFor(store, user, namespace);
  const error = missingRoles(own);
  return {
    resourceRules: own.rules.filter(({ resources }) => resources.length > 0).map(resourceRule),
    nonResourceRules: own.rules
      .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: false,
    ...(error === undefined ? {} : { evaluationError: error }),
  };
}

function resourceRule({ verbs, apiGroups, resources, resourceNames }: FullRule): JsonObject {
  return { verbs, apiGroups, resources, ...(resourceNames.length === 0 ? {} : { resourceNames }) };
}

function accessStatus({ authorizer }: ReviewContext, subject: User, spec: JsonObject): JsonObject {
  const { allowed, reason } = authorizer(subject, attributesOf(spec));
  return { allowed, ...(reason === '' ? {} : { reason }) };
}

function attributesOf({
  resourceAttributes: resource,
  nonResourceAttributes: path,
}: JsonObject): AccessAttributes {
  if (isJsonObject(path)) return { verb: textOf(path, 'verb'), path: textOf(path, 'path') };
  const attributes = isJsonObject(resource) ? resource : {};
  return {
    verb: textOf(attributes, 'verb'),
    group: textOf(attributes, 'group'),
    resource: textOf(attributes, 'resource'),
    subresource: textOf(attributes, 'subresource'),
    namespace: textOf(attributes, 'namespace'),
    name: textOf(attributes, 'name'),
  };
}

function subjectOf(spec: JsonObject): User {
  const groups = Array.isArray(spec['groups']) ? (spec['groups'] as unknown[]) : [];
  return { name: textOf(spec, 'user'), groups: groups.filter((group) => typeof group === 'string') };
}

/** checkAccess throws Invalid with everything that is wrong with an access review's spec. */
function checkAccess(kind: string, namespace: string, spec: JsonObject): void {
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  const causes: Cause[] = [];
  const refuse = (field: string, value: unknown, why: string): void => {
    const message = `Invalid value: ${JSON.stringify(value)}: ${why}`;
    causes.push({ reason: 'FieldValueInvalid', message, field });
  };
  const asksPath = isJsonObject(path) ? { Path: textOf(path, 'path'), Verb: textOf(path, 'verb') } : null;
  if (isJsonObject(resource) && asksPath !== null) {
    refuse(
      'spec.nonResourceAttributes',
      asksPath,
      'cannot be specified in combination with resourceAttributes',
    );
  }
  if (!isJsonObject(resource) && asksPath === null) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    refuse('spec.resourceAttributes', null, why);
  }
  const { name, groups } = subjectOf(spec);
  if (kind !== 'SelfSubjectAccessReview' && name === '' && groups.length === 0) {
    refuse('spec.user', '', 'at least one of user or group must be specified');
  }
  if (kind === 'LocalSubjectAccessReview') {
    if (isJsonObject(resource) && textOf(resource, 'namespace') !== namespace) {
      const field = 'spec.resourceAttributes.namespace';
      refuse(field, textOf(resource, 'namespace'), 'must match metadata.namespace');
    }
    if (asksPath !== null) {
      refuse('spec.nonResourceAttributes', asksPath, 'disallowed on this kind of request');
    }
  }
  // The error has no kind: it is already gone by the time reviews are validated.
  if (causes.length > 0) throw invalid({ group: AUTHORIZATION, kind: '' }, '', causes);
}

function checkNamespace(body: JsonObject, namespace: string): void {
  const metadata = isJsonObject(body['metadata']) ? body['metadata'] : {};
  const own = textOf(metadata, 'namespace');
  if (own === '' || own === namespace) return;
  throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

function textOf(object: JsonObject, field: string): string {
  const value = object[field];
  return typeof value === 'string' ? value : '';
}
