import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

const compress = promisify(gzip);

/** Bodies below this size gain nothing. */
const LEAST_BYTES = 1_400;

/** acceptsGzip reads an Accept-Encoding header (RFC 9110 §12.5.3); absent means no. */
export function acceptsGzip(acceptEncoding: string | null): boolean {
  for (const part of (acceptEncoding ?? '').split(',')) {
    const [coding = '', ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    if (coding !== 'gzip' && coding !== '*') continue;
    return !parameters.some((it) => /^q=0(\.0*)?$/.test(it));
  }
  return false;
}

/** compressedJson answers a snapshot: JSON that no cache keeps, gzipped off the main thread where the client takes it. */
export async function compressedJson(body: string, acceptEncoding: string | null): Promise<Response> {
  const headers = new Headers({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    vary: 'accept-encoding',
  });
  const bytes = Buffer.from(body);
  if (bytes.length < LEAST_BYTES || !acceptsGzip(acceptEncoding)) return new Response(bytes, { headers });
  const packed = await compress(bytes, { level: constants.Z_BEST_SPEED });
  headers.set('content-encoding', 'gzip');
  return new Response(new Uint8Array(packed), { headers });
}
