import { parse, YAMLParseError } from 'yaml';
import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import { StatusError } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { badRequest, conflict } from '#simulator/apimachinery/status-errors.ts';
import { rootShape } from '#simulator/apply/root-shape.ts';
import { typedErrors } from '#simulator/apply/typed-errors.ts';
import { undeclaredFields } from '#simulator/apply/undeclared-fields.ts';
import { isTrue, nameInBody } from '#simulator/http/request-info.ts';
import { duplicateKeys } from '#simulator/requests/duplicate-fields.ts';
import {
  type Answer,
  checkName,
  target,
  type WriteRequest,
  writeOptions,
} from '#simulator/requests/write-options.ts';
import { builtinMessage } from '#simulator/schema/builtin.ts';

/** The media type of server-side apply. */
export const APPLY_PATCH = 'application/apply-patch+yaml';

const MANAGER_REQUIRED = {
  reason: 'FieldValueRequired',
  message: 'Required value: is required for apply patch',
  field: 'fieldManager',
};

/** applyObject responds to a server-side apply: 201 for an object that it created. Messages are those of a real API server v1.35. */
export function applyObject(write: WriteRequest): Answer {
  const { store, definition, request } = write;
  const { query } = request;
  const isNamed = (query.get('fieldManager') ?? '') !== '';
  const options = writeOptions(write, 'PatchOptions', isNamed ? [] : [MANAGER_REQUIRED]);
  const config = readConfiguration(write);
  const old = target(write);
  const metadata = config['metadata'] as JsonObject;
  if (old === undefined && (metadata['uid'] ?? '') !== '') {
    const why = `uid mismatch: the provided object specified uid ${String(metadata['uid'])}, and no existing object was found`;
    throw conflict(definition, request.name, why);
  }
  checkName(nameInBody(config) || (old?.metadata.name ?? ''), request.name);
  const named = {
    ...config,
    metadata: {
      ...metadata,
      name: request.name,
      ...(definition.namespaced ? { namespace: request.namespace } : {}),
    },
  };
  const subresource = request.subresource === 'status' ? 'status' : '';
  const duplicates = duplicateKeys(write.body.toString('utf8'));
  if (query.get('fieldValidation') === 'Strict' && duplicates.length > 0) {
    const list = duplicates.map((key) => `  ${key}`).join('\n');
    throw badRequest(
      `error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n${list}`,
    );
  }
  if (query.get('fieldValidation') !== 'Ignore') for (const key of duplicates) write.warn(key);
  const object = store.apply(definition, named, {
    ...options,
    subresource,
    force: isTrue(query.get('force')),
  });
  return { code: old === undefined ? 201 : 200, object };
}

/**
 * readConfiguration parses the body as a configuration of the URL's kind. Throws BadRequest, and an error without a reason for invalid
 * fields.
 */
function readConfiguration({ definition, request, body }: WriteRequest): JsonObject {
  const parsed = parseYaml(body.toString('utf8')) ?? {};
  if (!isJsonObject(parsed)) throw badRequest(NOT_AN_OBJECT);
  const kind = `${groupVersion(parsed['apiVersion'])}, Kind=${text(parsed['kind'])}`;
  const expectedKind = `${groupVersion(apiVersionOf(definition))}, Kind=${definition.kind}`;
  if (kind !== expectedKind) throw badRequest(`invalid object type: ${kind}`);
  const metadata = isJsonObject(parsed['metadata']) ? parsed['metadata'] : {};
  if (metadata['managedFields'] !== undefined) throw badRequest('metadata.managedFields must be nil');
  const namespace = text(metadata['namespace']);
  const shape = rootShape(definition);
  const message = builtinMessage(definition);
  const undeclared = message === undefined ? [] : undeclaredFields(parsed, message, shape);
  const errors = [...typedErrors(parsed, shape), ...undeclared];
  if (errors.length > 0) {
    const list =
      errors.length === 1 ? errors[0] : ['errors:', ...errors.map((error) => `  ${error}`)].join('\n');
    const subject = `${namespace}/${text(metadata['name'])}; ${kind}`;
    throw new StatusError(500, '', `failed to create typed patch object (${subject}): ${list}`);
  }
  if (definition.namespaced && namespace !== '' && namespace !== request.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return { ...parsed, metadata };
}

function parseYaml(body: string): unknown {
  try {
    return parse(body, { uniqueKeys: false }) as unknown;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw badRequest(
      `error decoding YAML: error converting YAML to JSON: yaml: ${error.message.split(':')[0]}`,
    );
  }
}

const NOT_AN_OBJECT =
  'error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** groupVersion formats an apiVersion as Go prints a GroupVersion: the core group is empty before its slash. */
function groupVersion(apiVersion: unknown): string {
  const version = text(apiVersion);
  return version.includes('/') ? version : `/${version}`;
}
