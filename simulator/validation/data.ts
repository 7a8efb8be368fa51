import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { equalJson, isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { type Cause, forbiddenValue, invalidValue, required } from '#simulator/apimachinery/status-errors.ts';

// kubernetes v1.35 `pkg/apis/core/validation/validation.go` ValidateConfigMap, ValidateSecret and their updates.

const KEY = /^[-._a-zA-Z0-9]+$/;
const KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const LONGEST_KEY = 253;
const IMMUTABLE = 'field is immutable when `immutable` is set';
const ACCOUNT = 'kubernetes.io/service-account.name';
/** The keys that a type of Secret must have. */
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};
/** The keys of which a Secret for basic authentication needs one. */
const BASIC_AUTH = ['username', 'password'];

/** configMapCauses returns what is wrong with a ConfigMap; one that is immutable keeps its data. */
export function configMapCauses(object: StoredObject, old: StoredObject | undefined): Cause[] {
  const [data, binary] = [mapOf(object['data']), mapOf(object['binaryData'])];
  return [
    ...immutableCauses(object, old, ['data', 'binaryData']),
    ...keyCauses(data, 'data'),
    ...Object.keys(data)
      .filter((key) => key in binary)
      .map((key) => invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...keyCauses(binary, 'binaryData'),
  ];
}

/** secretCauses returns what is wrong with a Secret; its type never changes, and one that is immutable keeps its data. */
export function secretCauses(object: StoredObject, old: StoredObject | undefined): Cause[] {
  const { type } = object;
  const isRetyped = old !== undefined && type !== old['type'];
  return [
    ...(isRetyped ? [invalidValue('type', type, 'field is immutable')] : []),
    ...immutableCauses(object, old, ['data']),
    ...keyCauses(mapOf(object['data']), 'data'),
    ...typeCauses(object, mapOf(object['data'])),
  ];
}

function typeCauses({ type, metadata }: StoredObject, data: JsonObject): Cause[] {
  const has = (key: string): boolean => Object.hasOwn(data, key);
  if (type === 'kubernetes.io/service-account-token') {
    const account = metadata.annotations?.[ACCOUNT] ?? '';
    return account === '' ? [required(`metadata.annotations[${ACCOUNT}]`)] : [];
  }
  const needed = type === 'kubernetes.io/basic-auth' && !BASIC_AUTH.some(has) ? BASIC_AUTH : [];
  const missing = [...needed, ...(REQUIRED_KEYS[String(type)] ?? [])].filter((key) => !has(key));
  return missing.map((key) => required(`data[${key}]`));
}

function immutableCauses(
  object: StoredObject,
  old: StoredObject | undefined,
  fields: readonly string[],
): Cause[] {
  if (old?.['immutable'] !== true) return [];
  const changed = fields.filter((field) => !equalJson(mapOf(object[field]), mapOf(old[field])));
  const lifted = object['immutable'] === true ? [] : ['immutable'];
  return [...lifted, ...changed].map((field) => forbiddenValue(field, IMMUTABLE));
}

function keyCauses(data: JsonObject, field: string): Cause[] {
  return Object.keys(data).flatMap((key) =>
    keyProblems(key).map((problem) => invalidValue(`${field}[${key}]`, key, problem)),
  );
}

/** keyProblems is `IsConfigMapKey` (apimachinery v0.35 `pkg/util/validation`). */
function keyProblems(key: string): string[] {
  return [
    ...(key.length > LONGEST_KEY ? [`must be no more than ${LONGEST_KEY} characters`] : []),
    ...(KEY.test(key) ? [] : [KEY_RULE]),
    ...(key === '.' ? ["must not be '.'"] : []),
    ...(key.startsWith('..') ? [key === '..' ? "must not be '..'" : "must not start with '..'"] : []),
  ];
}

const mapOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
