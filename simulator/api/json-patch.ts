import { cloneJson, equalJson, getKey, isJsonObject, setKey } from '#simulator/api/json.ts';
import { badRequest } from '#simulator/api/status-errors.ts';
import { StatusError } from '#simulator/contract.ts';

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

/** The answer of a real API server to a patch that does not apply, a failed `test` included: 422 in these words. */
function unprocessable(): StatusError {
  return new StatusError(
    422,
    'Invalid',
    'the server rejected our request due to an error in our request',
    {},
  );
}

/** applyJsonPatch applies RFC 6902 to a copy. Throws Invalid when an operation does not apply, BadRequest when it is none. */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  }
  let root: unknown = cloneJson(document);
  for (const candidate of patch as unknown[]) root = applyOperation(root, toOperation(candidate));
  return root;
}

function toOperation(candidate: unknown): Operation {
  if (!isJsonObject(candidate)) throw badRequest('a JSON Patch operation is not an object');
  const { op, path, from } = candidate;
  if (typeof op !== 'string' || typeof path !== 'string') throw unprocessable();
  return {
    op,
    path,
    ...(typeof from === 'string' ? { from } : {}),
    ...(Object.hasOwn(candidate, 'value') ? { value: candidate['value'] } : {}),
  };
}

function applyOperation(root: unknown, operation: Operation): unknown {
  const path = pointer(operation.path);
  switch (operation.op) {
    case 'add':
      return add(root, path, cloneJson(operation.value));
    case 'remove':
      return remove(root, path);
    case 'replace':
      read(root, path);
      return path.length === 0 ? operation.value : replace(root, path, cloneJson(operation.value));
    case 'test':
      if (!equalJson(valueAt(root, path) ?? null, operation.value ?? null)) throw unprocessable();
      return root;
    case 'copy':
      return add(root, path, cloneJson(read(root, pointer(operation.from ?? ''))));
    case 'move': {
      const from = pointer(operation.from ?? '');
      const value = read(root, from);
      return add(remove(root, from), path, value);
    }
    default:
      throw unprocessable();
  }
}

function pointer(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw unprocessable();
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function index(list: readonly unknown[], part: string, end: number): number {
  if (!/^(0|[1-9]\d*)$/.test(part) || Number(part) > end || end < 0) throw unprocessable();
  return Math.min(Number(part), list.length);
}

function step(value: unknown, part: string): unknown {
  if (Array.isArray(value)) return value[index(value, part, value.length - 1)];
  if (!isJsonObject(value) || !Object.hasOwn(value, part)) throw unprocessable();
  return getKey(value, part);
}

function read(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const part of path) value = step(value, part);
  return value;
}

/** As read, but a missing last member is undefined, which a test against null accepts. */
function valueAt(root: unknown, path: readonly string[]): unknown {
  const last = path.at(-1);
  if (last === undefined) return root;
  const parent = read(root, path.slice(0, -1));
  return isJsonObject(parent) ? getKey(parent, last) : step(parent, last);
}

function add(root: unknown, path: readonly string[], value: unknown): unknown {
  const last = path.at(-1);
  if (last === undefined) return value;
  const parent = read(root, path.slice(0, -1));
  if (Array.isArray(parent)) {
    parent.splice(last === '-' ? parent.length : index(parent, last, parent.length), 0, value);
  } else if (isJsonObject(parent)) {
    setKey(parent, last, value);
  } else throw unprocessable();
  return root;
}

function replace(root: unknown, path: readonly string[], value: unknown): unknown {
  const last = path.at(-1) ?? '';
  const parent = read(root, path.slice(0, -1));
  if (Array.isArray(parent)) parent[index(parent, last, parent.length - 1)] = value;
  else if (isJsonObject(parent)) setKey(parent, last, value);
  return root;
}

function remove(root: unknown, path: readonly string[]): unknown {
  read(root, path);
  const last = path.at(-1);
  if (last === undefined) throw unprocessable();
  const parent = read(root, path.slice(0, -1));
  if (Array.isArray(parent)) parent.splice(index(parent, last, parent.length - 1), 1);
  else if (isJsonObject(parent)) delete parent[last];
  return root;
}
