import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { badRequest, invalid } from '#simulator/apimachinery/status-errors.ts';
import type { Shape } from '#simulator/http/negotiate.ts';
import { isTrue, type ResourceRequest } from '#simulator/http/request-info.ts';
import { includeObject, readVersion } from '#simulator/requests/list.ts';
import { selectionOf } from '#simulator/selectors/selection.ts';
import type { WatchOptions } from '#simulator/watch/watch-hub.ts';

/** The timeout of a watch that does not set one. */
const DEFAULT_TIMEOUT_MS = 45 * 60_000;

/**
 * watchOptions parses a watch request; without a resourceVersion and initial objects it starts at the current version. Throws BadRequest or
 * Invalid.
 */
export function watchOptions(
  definition: ResourceDefinition,
  request: ResourceRequest,
  shape: Shape,
  currentVersion: string,
): WatchOptions {
  const { query } = request;
  const seconds = query.get('timeoutSeconds') ?? '';
  if (!/^\d*$/.test(seconds)) throw badRequest(`strconv.ParseInt: parsing "${seconds}": invalid syntax`);
  const version = readVersion(query.get('resourceVersion'));
  const initial = query.get('sendInitialEvents');
  checkInitialEvents(query, initial !== null);
  const announces = isTrue(initial);
  const startsWithObjects = initial === null ? version === undefined || version === 0 : announces;
  return {
    definition,
    selection: selectionOf(definition, request),
    format: { shape, include: includeObject(query) },
    from: startsWithObjects ? undefined : (version ?? Number(currentVersion)),
    announcesInitialEvents: announces,
    bookmarks: isTrue(query.get('allowWatchBookmarks')),
    timeoutMs: Number(seconds) > 0 ? Number(seconds) * 1000 : DEFAULT_TIMEOUT_MS,
  };
}

/** apimachinery `pkg/apis/meta/internalversion/validation`. */
function checkInitialEvents(query: URLSearchParams, isRequested: boolean): void {
  const match = query.get('resourceVersionMatch') ?? '';
  const forbid = (field: string, why: string): Error =>
    invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      { reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field },
    ]);
  if (isRequested && match !== 'NotOlderThan') {
    throw forbid(
      'resourceVersionMatch',
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  }
  if (!isRequested && match !== '') {
    throw forbid(
      'resourceVersionMatch',
      'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    );
  }
  if (isRequested && isTrue(query.get('sendInitialEvents')) && !isTrue(query.get('allowWatchBookmarks'))) {
    throw forbid('allowWatchBookmarks', 'sendInitialEvents requires setting allowWatchBookmarks to true');
  }
}
