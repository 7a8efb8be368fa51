/** The part of an incoming request that is rewritten. */
export interface RequestLine {
  method?: string | undefined;
  url?: string | undefined;
  headers: { host?: string | undefined };
}

/**
 * straighten normalizes a request line before anything parses it. A URL in absolute form (which proxies send, RFC 9112 §3.2.2) becomes a
 * path, and its host becomes the request's Host, so that the Host check sees it. A percent sign that does not start a UTF-8 escape is
 * escaped itself: such a segment names nothing, and gets a normal not-found answer. `OPTIONS *` and TRACE, which Next cannot turn into a
 * Request, are rewritten to a path and a method that do not exist.
 */
export function straighten(request: RequestLine): void {
  let url = request.url ?? '/';
  if (url === '*') url = '/*';
  if (request.method === 'TRACE') request.method = 'NONE';
  const absolute = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)(.*)$/i.exec(url);
  if (absolute !== null) {
    const [, host = '', rest = ''] = absolute;
    request.headers.host = host;
    url = rest.startsWith('/') ? rest : `/${rest}`;
  }
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const query = queryAt === -1 ? '' : url.slice(queryAt);
  request.url = path.split('/').map(straightenSegment).join('/') + query;
}

function straightenSegment(segment: string): string {
  try {
    decodeURIComponent(segment);
    return segment;
  } catch {
    return segment.replaceAll('%', '%25');
  }
}
