import type { IncomingMessage, ServerResponse } from 'node:http';
import { resourceId } from '#lib/kubernetes/resource.ts';
import { APPLY_PATCH } from '#simulator/api/apply-request.ts';
import type { Authenticator } from '#simulator/api/authentication.ts';
import { deleteCollection, deleteObject } from '#simulator/api/delete-request.ts';
import type { Faults } from '#simulator/api/faults.ts';
import { addWarning, parseBody, readBody, sendError, sendJson } from '#simulator/api/http-io.ts';
import { impersonated } from '#simulator/api/impersonation.ts';
import { includeObject, listObjects } from '#simulator/api/list.ts';
import { answerPath } from '#simulator/api/meta-paths.ts';
import { negotiateShape } from '#simulator/api/negotiate.ts';
import type { ClusterStore } from '#simulator/api/object-store.ts';
import { isPodLog, servePodLog } from '#simulator/api/pod-log.ts';
import { type Authorizer, createRbacAuthorizer, denial } from '#simulator/api/rbac-authorizer.ts';
import { parseResourceRequest, type ResourceRequest } from '#simulator/api/request-info.ts';
import { createsOnUpdate, type ResourceDefinition } from '#simulator/api/resources.ts';
import { review, reviewResource } from '#simulator/api/reviews.ts';
import { forbidden, notFound, unknownResource } from '#simulator/api/status-errors.ts';
import { encodeObject } from '#simulator/api/watch-encoder.ts';
import type { WatchHub } from '#simulator/api/watch-hub.ts';
import { watchOptions } from '#simulator/api/watch-request.ts';
import type { AnswerWatch, Handle } from '#simulator/api/web-socket.ts';
import { type Answer, target, type WriteRequest } from '#simulator/api/write-options.ts';
import { createObject, finalizeNamespace, patchObject, updateObject } from '#simulator/api/write-request.ts';
import { type PodLogs, StatusError, type User } from '#simulator/contract.ts';
import type { ReportFault } from '#simulator/guard.ts';

/** What the handler works on. */
export interface HandlerContext {
  store: ClusterStore;
  hub: WatchHub;
  faults: Faults;
  authenticate: Authenticator;
  podLogs: PodLogs;
  /** Told of requests that fail by a fault of the cluster: they are answered with 500. */
  report: ReportFault;
}

/** createHandler returns the request handler of the Kubernetes API. Every answer is a Kubernetes one, errors included. */
export function createHandler(context: HandlerContext): Handle {
  return (request, response, answerWatch) => {
    // A connection that breaks is the end of its request and of nothing else.
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
  const definition = store.definition(resourceRequest);
  if (definition.version !== resourceRequest.version) throw unknownResource();
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

/** A kind that is made to answer 403 is one that nobody may ask for. */
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
  if (definition.isReadOnly) throw methodNotAllowed();
  const contentType = request.headers['content-type'] ?? 'application/json';
  const userAgent = request.headers['user-agent'] ?? '';
  const body = await readBody(request);
  const asked: WriteRequest = {
    store,
    definition,
    request: resourceRequest,
    user,
    userAgent,
    contentType,
    body,
    warn: (text) => addWarning(response, text),
  };
  if (makesMissing(asked) && target(asked) === undefined) checkCreate(asked);
  const answer = perform(verb, asked);
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

function isWritable({ group, resource, hasStatus }: ResourceDefinition, subresource: string): boolean {
  if (subresource === '') return true;
  return subresource === 'status'
    ? hasStatus
    : subresource === 'finalize' && group === '' && resource === 'namespaces';
}

/** Whether a write makes an object that is not there though it is no create: by apply, and of some kinds by an update. */
function makesMissing({ definition, request, contentType }: WriteRequest): boolean {
  if (request.subresource !== '' || request.name === '') return false;
  if (request.verb === 'update') return createsOnUpdate(definition);
  return request.verb === 'patch' && (contentType.split(';')[0] ?? '').trim() === APPLY_PATCH;
}

/** Such a write needs leave to create, too (apiserver v0.35 `pkg/endpoints/handlers/create.go` withAuthorization). Throws Forbidden. */
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
      return request.request.subresource === 'finalize' ? finalizeNamespace(request) : updateObject(request);
    case 'patch':
      if (request.request.name === '' || request.request.subresource === 'finalize') throw methodNotAllowed();
      return patchObject(request);
    case 'delete':
      if (request.request.subresource !== '') throw methodNotAllowed();
      return deleteObject(request);
    case 'deletecollection':
      return deleteCollection(request);
    default:
      throw methodNotAllowed();
  }
}
