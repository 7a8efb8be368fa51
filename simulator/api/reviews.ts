import { isJsonObject, type JsonObject } from '#simulator/api/json.ts';
import { formatTime } from '#simulator/api/object-meta.ts';
import { type Authorizer, missingRoles, type RbacReader, rulesFor } from '#simulator/api/rbac-authorizer.ts';
import type { FullRule } from '#simulator/api/rbac-objects.ts';
import type { AccessAttributes } from '#simulator/api/rbac-rules.ts';
import { badRequest, type Cause, invalid } from '#simulator/api/status-errors.ts';
import type { User } from '#simulator/contract.ts';

// kubernetes v1.35 `pkg/registry/authorization/*/rest.go`, `pkg/apis/authorization/validation`.

/** A resource that is answered and never stored. */
export interface ReviewResource {
  group: string;
  resource: string;
  kind: string;
  namespaced: boolean;
}

const AUTHORIZATION = 'authorization.k8s.io';

/** The resources of the review groups. */
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

/** reviewResource finds the review that a request is for; undefined when it is for something else. */
export function reviewResource(group: string, resource: string): ReviewResource | undefined {
  return REVIEWS.find((review) => review.group === group && review.resource === resource);
}

/** What a review is answered from. */
export interface ReviewContext {
  store: RbacReader;
  authorizer: Authorizer;
  /** Who asks. */
  user: User;
  /** Of the request's path; empty at the cluster's scope. */
  namespace: string;
  /** Unix ms. */
  now: number;
}

/** review answers a review with its status filled in. Throws BadRequest or Invalid when it does not say what it asks. */
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
  const wanted = isJsonObject(resource) ? resource : {};
  return {
    verb: textOf(wanted, 'verb'),
    group: textOf(wanted, 'group'),
    resource: textOf(wanted, 'resource'),
    subresource: textOf(wanted, 'subresource'),
    namespace: textOf(wanted, 'namespace'),
    name: textOf(wanted, 'name'),
  };
}

function subjectOf(spec: JsonObject): User {
  const groups = Array.isArray(spec['groups']) ? (spec['groups'] as unknown[]) : [];
  return { name: textOf(spec, 'user'), groups: groups.filter((group) => typeof group === 'string') };
}

/** Throws Invalid with all that is wrong about what an access review asks. */
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
  // Reviews are refused without their kind: it is gone by the time they are validated.
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
