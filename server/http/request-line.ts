/** The part of an incoming request that is put right. */
export interface RequestLine {
  method?: string | undefined;
  url?: string | undefined;
  headers: { host?: string | undefined };
}

/**
 * straighten puts a request line right before anything parses it. An address in absolute form (which proxies send, RFC 9112 §3.2.2)
 * becomes a path, and its host the request's Host, so that the check of the Host sees it. A percent sign that begins no
 * escape of UTF-8 becomes one that stands for itself: such a segment names nothing, and is answered as whatever is not there.
 * `OPTIONS *` and TRACE, which Next cannot make a Request of, are asked of a path and by a method that nothing has.
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
