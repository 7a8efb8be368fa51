import jsonPatch, { type Operation as LibraryOperation } from 'fast-json-patch';
import { StatusError } from '#simulator/apimachinery/contract.ts';
import { cloneJson, isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { badRequest } from '#simulator/apimachinery/status-errors.ts';

/** The operations of RFC 6902, without the library's internal one. */
type Operation = Exclude<LibraryOperation, { op: '_get' }>;

/** A real API server's error for a patch that does not apply, including a failed `test`: 422 with this message. */
function unprocessable(): StatusError {
  return new StatusError(
    422,
    'Invalid',
    'the server rejected our request due to an error in our request',
    {},
  );
}

/**
 * applyJsonPatch applies an RFC 6902 patch to a copy. Throws Invalid when an operation does not apply, and BadRequest when the patch is
 * malformed. As in Kubernetes, a `test` against null accepts an absent member.
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  }
  let root: unknown = cloneJson(document);
  for (const candidate of patch as unknown[]) {
    if (!isJsonObject(candidate)) throw badRequest('a JSON Patch operation is not an object');
    // apply and the library check each field that they read.
    root = apply(root, cloneJson(candidate) as JsonObject & Operation);
  }
  return root;
}

function apply(root: unknown, operation: Operation): unknown {
  if (typeof operation.path !== 'string') throw unprocessable();
  switch (operation.op) {
    case 'add':
      find(root, operation.path, 'end');
      return run(root, { ...operation, value: operation.value ?? null });
    case 'remove':
      if (operation.path === '') throw unprocessable();
      find(root, operation.path);
      return run(root, operation);
    case 'replace':
      find(root, operation.path);
      return run(root, { ...operation, value: operation.value ?? null });
    case 'test': {
      const value: unknown = operation.value ?? null;
      const found = find(root, operation.path, value === null ? 'member' : undefined);
      return found === null ? root : run(root, { ...operation, value });
    }
    case 'copy':
      find(root, operation.from);
      find(root, operation.path, 'end');
      return run(root, operation);
    case 'move': {
      // The target index counts in the list after the value is removed.
      const value: unknown = cloneJson(find(root, operation.from)?.value);
      const without = apply(root, { op: 'remove', path: operation.from });
      return apply(without, { op: 'add', path: operation.path, value });
    }
    default:
      throw unprocessable();
  }
}

function run(root: unknown, operation: Operation): unknown {
  try {
    return jsonPatch.applyOperation(root, operation, true, true).newDocument;
  } catch {
    throw unprocessable();
  }
}

/**
 * find rejects a pointer to nothing. The library accepts one when the parent is a scalar, the name exists on every JavaScript object, or
 * the index is not valid. `mayBeNew` says what else the last token may refer to: an absent `member`, or also the `end` of a list; both
 * return null.
 */
function find(root: unknown, pointer: unknown, mayBeNew?: 'member' | 'end'): { value: unknown } | null {
  if (typeof pointer !== 'string' || (pointer !== '' && !pointer.startsWith('/'))) throw unprocessable();
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  let value = root;
  for (const [index, token] of tokens.entries()) {
    const mayEnd = index === tokens.length - 1 ? mayBeNew : undefined;
    if (Array.isArray(value)) {
      if (mayEnd === 'end' && (token === '-' || token === String(value.length))) return null;
      if (!/^(0|[1-9]\d*)$/.test(token) || Number(token) >= value.length) throw unprocessable();
      value = (value as unknown[])[Number(token)];
    } else if (isJsonObject(value) && Object.hasOwn(value, token)) value = value[token];
    else if (isJsonObject(value) && mayEnd !== undefined) return null;
    else throw unprocessable();
  }
  return { value };
}
