import type { KubeObject } from '#lib/kubernetes/object.ts';
import { ApiStatusError, ProtocolError, type RequestName } from '#server/kubernetes/errors.ts';

/** One line of a watch (metav1.WatchEvent), by what the reflector does with it. */
export type WatchEvent =
  | { type: 'upsert' | 'delete'; object: KubeObject; resourceVersion: string }
  | { type: 'bookmark'; resourceVersion: string }
  | { type: 'error'; error: ApiStatusError }
  /** A type that this version of Sluice does not know. */
  | { type: 'unknown'; name: string };

/** parseWatchEvent parses one line; throws ProtocolError when it is not an event, or has no resourceVersion. */
export function parseWatchEvent(line: string, request: RequestName): WatchEvent {
  let event: { type?: string; object?: unknown };
  try {
    event = JSON.parse(line);
  } catch (cause) {
    throw new ProtocolError(request, 'a watch event is not JSON', cause);
  }
  switch (event.type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return {
        type: event.type === 'DELETED' ? 'delete' : 'upsert',
        object: event.object as KubeObject,
        resourceVersion: versionOf(event.object, request),
      };
    case 'BOOKMARK':
      return { type: 'bookmark', resourceVersion: versionOf(event.object, request) };
    case 'ERROR':
      return { type: 'error', error: new ApiStatusError(request, event.object ?? {}) };
    case undefined:
    default:
      return { type: 'unknown', name: String(event.type) };
  }
}

function versionOf(object: unknown, request: RequestName): string {
  const version = (object as Partial<KubeObject> | undefined)?.metadata?.resourceVersion;
  if (typeof version === 'string' && version !== '') return version;
  throw new ProtocolError(request, 'a watch event carries no resourceVersion');
}
