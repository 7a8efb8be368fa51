import type { IncomingMessage, ServerResponse } from 'node:http';
import { resourceId } from '#lib/kubernetes/resource.ts';
import { type PodLogs, StatusError, type User } from '#simulator/apimachinery/contract.ts';
import { createsOnUpdate, type ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { forbidden, notFound, unknownResource } from '#simulator/apimachinery/status-errors.ts';
import { answerPath } from '#simulator/discovery/meta-paths.ts';
import type { Faults } from '#simulator/faults/faults.ts';
import { addWarning, parseBody, readBody, sendError, sendJson } from '#simulator/http/http-io.ts';
import { negotiateShape } from '#simulator/http/negotiate.ts';
import { parseResourceRequest, type ResourceRequest } from '#simulator/http/request-info.ts';
import type { AnswerWatch, Handle } from '#simulator/http/web-socket.ts';
import { isPodLog, servePodLog } from '#simulator/pods/pod-log.ts';
import { type Authorizer, createRbacAuthorizer, denial } from '#simulator/rbac/authorizer.ts';
import { review, reviewResource } from '#simulator/rbac/reviews.ts';
import { APPLY_PATCH } from '#simulator/requests/apply-request.ts';
import { deleteCollection, deleteObject } from '#simulator/requests/delete-request.ts';
import { includeObject, listObjects } from '#simulator/requests/list.ts';
import { checkSimulated, checkStored, checkVersion, notWritable } from '#simulator/requests/not-simulated.ts';
import { scaleOf, writeScale } from '#simulator/requests/scale-request.ts';
import { watchOptions } from '#simulator/requests/watch-request.ts';
import { type Answer, target, type WriteRequest } from '#simulator/requests/write-options.ts';
import {
  createObject,
  finalizeNamespace,
  patchObject,
  updateObject,
} from '#simulator/requests/write-request.ts';
import type { ReportFault } from '#simulator/runtime/guard.ts';
import type { Authenticator } from '#simulator/server/authentication.ts';
import { impersonated } from '#simulator/server/impersonation.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';
import { encodeObject } from '#simulator/watch/watch-encoder.ts';
import type { WatchHub } from '#simulator/watch/watch-hub.ts';

export interface HandlerContext {
  store: ClusterStore;
  hub: WatchHub;
  faults: Faults;
  authenticate: Authenticator;
  podLogs: PodLogs;
  /** Receives requests that fail because of a fault in the cluster; they get a 500. */
  report: ReportFault;
}

/** createHandler returns the request handler of the Kubernetes API. Every response is in Kubernetes' format, including errors. */
export function createHandler(context: HandlerContext): Handle {
  return (request, response, answerWatch) => {
    // A broken connection ends its request and nothing else.
    request.on('error', () => response.destroy());
    response.on('error', () => response.destroy());
    handle({ ...context, answerWatch }, request, response).catch((error: unknown) => {
      if (!(error instanceof StatusError)) context.report(error, `${request.method} ${request.url}`);
      sendError(response, error);
    });
  };
}

interface RequestContext extends HandlerContext {
  answerWatch: AnswerWatch;
}

async function handle(
  context: RequestContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await context.faults.admitted();
  const url = new URL(request.url ?? '/', 'https://localhost');
  const authorizer = createRbacAuthorizer(context.store);
  const user = impersonated(context.authenticate(request.headers), request, authorizer);
  const resourceRequest = parseResourceRequest(request.method ?? 'GET', url);
  if (resourceRequest !== undefined) {
    await handleResource(context, user, resourceRequest, request, response);
    return;
  }
  const attributes = { verb: (request.method ?? 'GET').toLowerCase(), path: url.pathname };
  const { allowed, reason } = authorizer(user, attributes);
  if (!allowed) {
    throw new StatusError(403, 'Forbidden', `forbidden: ${denial(user, attributes, reason)}`, {});
  }
  answerPath(context.store, url.pathname, request, response);
}

async function handleResource(
  context: RequestContext,
  user: User,
  resourceRequest: ResourceRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { store, faults } = context;
  const { group, resource, namespace, name } = resourceRequest;
  const authorizer = createRbacAuthorizer(store);
  const { allowed, reason } = authorizer(user, resourceRequest);
  if (!allowed) throw forbidden({ group, resource }, name, denial(user, resourceRequest, reason));
  const reviewed = reviewResource(group, resource);
  if (reviewed !== undefined) {
    if (request.method !== 'POST') throw methodNotAllowed();
    const body = parseBody(await readBody(request), request.headers['content-type'] ?? '');
    const now = store.clock.now();
    const context = { store, authorizer: withFaults(authorizer, faults), user, namespace, now };
    sendJson(response, 201, review(context, reviewed, body));
    return;
  }
  checkSimulated(resourceRequest);
  checkStored(store.types, resourceRequest);
  const definition = store.definition(resourceRequest);
  checkVersion(definition, resourceRequest);
  faults.check(definition, user, resourceRequest);
  switch (resourceRequest.verb) {
    case 'get':
      if (isPodLog(resourceRequest)) servePodLog(context, resourceRequest, response);
      else get(context, definition, resourceRequest, request, response);
      return;
    case 'list': {
      const shape = negotiateShape(request.headers.accept);
      sendJson(response, 200, listObjects(store, definition, resourceRequest, shape));
      return;
    }
    case 'watch':
      watch(context, definition, resourceRequest, request, response);
      return;
    default:
      await write(store, user, definition, resourceRequest, request, response);
  }
}

/** withFaults denies everyone access to a kind that is set to respond with 403. */
function withFaults(authorizer: Authorizer, faults: Faults): Authorizer {
  return (user, attributes) =>
    'resource' in attributes && faults.answers.get(resourceId(attributes)) === 403
      ? { allowed: false, reason: '' }
      : authorizer(user, attributes);
}

function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new StatusError(405, 'MethodNotAllowed', message, {});
}

function get(
  { store }: HandlerContext,
  definition: ResourceDefinition,
  { namespace, name, subresource, query }: ResourceRequest,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const object = store.get(definition, definition.namespaced ? namespace : undefined, name);
  if (object === undefined) throw notFound(definition, name);
  if (subresource === 'scale' && definition.hasScale) {
    sendJson(response, 200, scaleOf(object));
    return;
  }
  if (subresource !== '' && !(subresource === 'status' && definition.hasStatus)) throw unknownResource();
  const format = { shape: negotiateShape(request.headers.accept), include: includeObject(query) };
  sendJson(response, 200, encodeObject(definition, object, format, store.clock.now()));
}

function watch(
  { store, hub, answerWatch }: RequestContext,
  definition: ResourceDefinition,
  resourceRequest: ResourceRequest,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const shape = negotiateShape(request.headers.accept);
  const options = watchOptions(definition, resourceRequest, shape, store.resourceVersion);
  if (response.destroyed) return;
  answerWatch(response, (sink) => hub.open(options, sink));
}

async function write(
  store: ClusterStore,
  user: User,
  definition: ResourceDefinition,
  resourceRequest: ResourceRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { verb, subresource } = resourceRequest;
  if (!isWritable(definition, subresource)) throw unknownResource();
  if (definition.isReadOnly) throw notWritable(definition);
  const contentType = request.headers['content-type'] ?? 'application/json';
  const userAgent = request.headers['user-agent'] ?? '';
  const body = await readBody(request);
  const writeRequest: WriteRequest = {
    store,
    definition,
    request: resourceRequest,
    user,
    userAgent,
    contentType,
    body,
    warn: (text) => addWarning(response, text),
  };
  if (makesMissing(writeRequest) && target(writeRequest) === undefined) checkCreate(writeRequest);
  const answer = perform(verb, writeRequest);
  const format = {
    shape: negotiateShape(request.headers.accept),
    include: includeObject(resourceRequest.query),
  };
  const shaped =
    answer.object === undefined
      ? answer.body
      : encodeObject(definition, answer.object, format, store.clock.now());
  sendJson(response, answer.code, shaped);
}

function isWritable(definition: ResourceDefinition, subresource: string): boolean {
  switch (subresource) {
    case '':
      return true;
    case 'status':
      return definition.hasStatus;
    case 'scale':
      return definition.hasScale;
    default:
      return subresource === 'finalize' && definition.group === '' && definition.resource === 'namespaces';
  }
}

/** makesMissing reports whether a write that is not a create may still create its object: an apply, and for some kinds an update. */
function makesMissing({ definition, request, contentType }: WriteRequest): boolean {
  if (request.subresource !== '' || request.name === '') return false;
  if (request.verb === 'update') return createsOnUpdate(definition);
  return request.verb === 'patch' && (contentType.split(';')[0] ?? '').trim() === APPLY_PATCH;
}

/**
 * checkCreate requires create permission for a write that may create its object (apiserver v0.35 `pkg/endpoints/handlers/create.go`
 * withAuthorization). Throws Forbidden.
 */
function checkCreate({ store, user, definition, request }: WriteRequest): void {
  const attributes = { ...request, verb: 'create' };
  const { allowed, reason } = createRbacAuthorizer(store)(user, attributes);
  if (!allowed) throw forbidden(definition, request.name, denial(user, attributes, reason));
}

function perform(verb: string, request: WriteRequest): Answer {
  switch (verb) {
    case 'create':
      if (request.request.name !== '' || request.request.subresource !== '') throw methodNotAllowed();
      if (request.definition.namespaced && request.request.namespace === '') throw methodNotAllowed();
      return createObject(request);
    case 'update':
      if (request.request.name === '') throw methodNotAllowed();
      if (request.request.subresource === 'scale') return writeScale(request);
      return request.request.subresource === 'finalize' ? finalizeNamespace(request) : updateObject(request);
    case 'patch':
      if (request.request.name === '' || request.request.subresource === 'finalize') throw methodNotAllowed();
      return request.request.subresource === 'scale' ? writeScale(request) : patchObject(request);
    case 'delete':
      if (request.request.subresource !== '') throw methodNotAllowed();
      return deleteObject(request);
    case 'deletecollection':
      return deleteCollection(request);
    default:
      throw methodNotAllowed();
  }
}
