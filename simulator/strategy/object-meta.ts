import { byteLength } from '#lib/go/text.ts';
import { dns1035Problems } from '#lib/kubernetes/dns-label.ts';
import type { ObjectMeta } from '#lib/kubernetes/object.ts';
import { qualifiedNameProblems } from '#lib/kubernetes/qualified-name.ts';
import { apiVersionOf, resourceId } from '#lib/kubernetes/resource.ts';
import type { Random, StatusError, StoredObject } from '#simulator/apimachinery/contract.ts';
import { cloneJson, isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { RBAC_GROUP, type ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { badRequest, type Cause, invalid, invalidValue } from '#simulator/apimachinery/status-errors.ts';
import { randomSuffix } from '#simulator/runtime/random.ts';

const LONGEST_GENERATED_BASE = 58;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * parseObject returns a private copy of a caller's object, with apiVersion and kind set from its type and metadata ensured; uid and
 * resourceVersion are empty when the caller omits them. Throws BadRequest when the object is of another kind.
 */
export function parseObject(definition: ResourceDefinition, value: unknown): StoredObject {
  if (!isJsonObject(value)) throw badRequest(`the object provided is not a JSON object`);
  const copy: JsonObject = cloneJson(value);
  const apiVersion = apiVersionOf(definition);
  const { kind, apiVersion: version, metadata = {}, ...rest } = copy;
  if ((version ?? apiVersion) !== apiVersion || (kind ?? definition.kind) !== definition.kind) {
    throw badRequest(
      `the API version in the data (${String(version)}/${String(kind)}) does not match the expected API version (${apiVersion}/${definition.kind})`,
    );
  }
  if (!isJsonObject(metadata)) throw badRequest('metadata is not a JSON object');
  const meta: JsonObject = { uid: '', resourceVersion: '', creationTimestamp: '', ...metadata };
  for (const field of ['name', 'namespace', 'generateName', 'uid', 'resourceVersion']) {
    if (meta[field] === null) delete meta[field];
    else if (meta[field] !== undefined && typeof meta[field] !== 'string') {
      throw badRequest(`metadata.${field} is not a string`);
    }
  }
  if (meta['name'] === undefined) meta['name'] = '';
  for (const field of ['labels', 'annotations', 'finalizers', 'ownerReferences']) {
    if (meta[field] === null || isEmpty(meta[field])) delete meta[field];
  }
  // The fields that the store itself reads are checked: the texts above, labels and annotations by checkStringMaps.
  return { apiVersion, kind: definition.kind, metadata: meta as JsonObject & ObjectMeta, ...rest };
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** nameObject resolves generateName and throws Invalid for an invalid name; roles and bindings accept any path segment name. */
export function nameObject(definition: ResourceDefinition, object: StoredObject, random: Random): void {
  const { metadata } = object;
  if (metadata.name === '' && metadata.generateName !== undefined && metadata.generateName !== '') {
    metadata.name = metadata.generateName.slice(0, LONGEST_GENERATED_BASE) + randomSuffix(random);
  }
  if (metadata.name === '') {
    const cause = {
      reason: 'FieldValueRequired',
      message: 'Required value: name or generateName is required',
      field: 'metadata.name',
    };
    throw invalid(definition, '', [cause]);
  }
  if (definition.group === RBAC_GROUP) {
    const refused = ['.', '..'].includes(metadata.name)
      ? `may not be '${metadata.name}'`
      : ['/', '%']
          .filter((sign) => metadata.name.includes(sign))
          .map((sign) => `may not contain '${sign}'`)[0];
    if (refused === undefined) return;
    throw invalid(definition, metadata.name, [invalidValue('metadata.name', metadata.name, refused)]);
  }
  const problems = (NAME_PROBLEMS[resourceId(definition)] ?? subdomainProblems)(metadata.name);
  if (problems.length === 0) return;
  const causes = problems.map((problem) => invalidValue('metadata.name', metadata.name, problem));
  throw invalid(definition, metadata.name, causes);
}

/** Kinds whose names are single labels. */
const NAME_PROBLEMS: Readonly<Record<string, (name: string) => string[]>> = {
  services: dns1035Problems,
  namespaces: (name) => [
    ...(name.length > LONGEST_LABEL ? ['must be no more than 63 characters'] : []),
    ...(LABEL.test(name) ? [] : [LABEL_RULE]),
  ],
};

function subdomainProblems(name: string): string[] {
  return name.length > 253 || !SUBDOMAIN.test(name) ? [SUBDOMAIN_RULE] : [];
}

/** The lowercase RFC 1123 label rule and message of apimachinery `pkg/util/validation`. */
export const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
export const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
export const LONGEST_LABEL = 63;

/** The lowercase RFC 1123 subdomain message of apimachinery `pkg/util/validation`. */
export const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** The label value message of apimachinery `pkg/util/validation`. */
const LABEL_VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const ANNOTATIONS_LIMIT_BYTES = 256 * 1024;

/**
 * checkStringMaps throws BadRequest when labels or annotations contain anything but strings, as decoding into Go would, and Invalid for
 * invalid keys, invalid label values and annotations that are too large (apimachinery v0.35 `pkg/api/validation/objectmeta.go`).
 */
export function checkStringMaps(definition: ResourceDefinition, object: StoredObject): void {
  for (const field of ['labels', 'annotations'] as const) {
    const map: unknown = object.metadata[field];
    if (map === undefined) continue;
    // A custom resource's metadata is decoded separately.
    const where = definition.custom ? `ObjectMeta.${field}` : `ObjectMeta.metadata.${field}`;
    if (!isJsonObject(map)) throw undecodable(definition, map, where, 'map[string]string');
    for (const value of Object.values(map)) {
      if (typeof value !== 'string') throw undecodable(definition, value, where, 'string');
    }
  }
  const { name, labels = {}, annotations = {} } = object.metadata;
  const causes = [...labelCauses(labels), ...annotationCauses(annotations)];
  if (causes.length > 0) throw invalid(definition, name, causes);
}

function labelCauses(labels: Readonly<Record<string, string>>): Cause[] {
  const refuse = (value: string, why: string): Cause => invalidValue('metadata.labels', value, why);
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameProblems(key).map((why) => refuse(key, why)),
    ...(value.length > LONGEST_LABEL ? [refuse(value, 'must be no more than 63 bytes')] : []),
    ...(value.length <= LONGEST_LABEL && !LABEL_VALUE.test(value) ? [refuse(value, LABEL_VALUE_RULE)] : []),
  ]);
}

function annotationCauses(annotations: Readonly<Record<string, string>>): Cause[] {
  const field = 'metadata.annotations';
  const entries = Object.entries(annotations);
  const size = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  const message = `Too long: may not be more than ${ANNOTATIONS_LIMIT_BYTES} bytes`;
  return [
    ...entries.flatMap(([key]) =>
      qualifiedNameProblems(key.toLowerCase()).map((why) => invalidValue(field, key, why)),
    ),
    ...(size > ANNOTATIONS_LIMIT_BYTES ? [{ reason: 'FieldValueTooLong', message, field }] : []),
  ];
}

function undecodable(
  { kind, version }: ResourceDefinition,
  value: unknown,
  field: string,
  type: string,
): StatusError {
  return badRequest(
    `${kind} in version "${version}" cannot be handled as a ${kind}: json: cannot unmarshal ${goTypeOf(value)} into Go struct field ${field} of type ${type}`,
  );
}

function goTypeOf(value: unknown): string {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'array' : 'object';
}
