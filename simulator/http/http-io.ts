import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse, YAMLParseError } from 'yaml';
import { StatusError } from '#simulator/apimachinery/contract.ts';
import { badRequest } from '#simulator/apimachinery/status-errors.ts';
import { decodeKubernetesProtobuf } from '#simulator/protobuf/kinds.ts';

/** The API server's limit for a request body (apiserver `MaxRequestBodyBytes`). */
const LARGEST_BODY_BYTES = 3 * 1024 * 1024;

/** readBody reads a request's body. Rejects with RequestEntityTooLarge above 3 MiB, after reading and discarding the rest. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY_BYTES) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      const message = `Request entity too large: limit is ${LARGEST_BODY_BYTES}`;
      reject(new StatusError(413, 'RequestEntityTooLarge', message));
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

/** parseBody parses JSON, or YAML or protobuf according to the content type. Throws BadRequest; an empty body returns undefined. */
export function parseBody(body: Buffer, contentType: string): unknown {
  if (contentType.startsWith('application/vnd.kubernetes.protobuf')) return decodeKubernetesProtobuf(body);
  const text = body.toString('utf8');
  if (text.trim() === '') return undefined;
  try {
    return contentType.includes('yaml')
      ? (parse(text, { uniqueKeys: false }) as unknown)
      : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof YAMLParseError) {
      throw badRequest(
        `the object provided is unrecognized (must be of type ${contentType.includes('yaml') ? 'YAML' : 'JSON'}): couldn't get version/kind; json parse error: ${error.message}`,
      );
    }
    throw error;
  }
}

/** toStatus returns the metav1.Status body of an error. */
export function toStatus(error: StatusError): Record<string, unknown> {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: error.message,
    ...(error.reason === '' ? {} : { reason: error.reason }),
    ...(error.details === undefined ? {} : { details: error.details }),
    code: error.code,
  };
}

export function sendJson(
  response: ServerResponse,
  code: number,
  body: unknown,
  type = 'application/json',
): void {
  sendText(response, code, `${JSON.stringify(body)}\n`, type);
}

/** sendDocument sends JSON with an ETag, or 304 to a client that has it already: kubectl and client-go keep discovery on disk. */
export function sendDocument(
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
  type = 'application/json',
): void {
  const text = `${JSON.stringify(body)}\n`;
  const tag = `"${createHash('sha256').update(text).digest('hex').toUpperCase()}"`;
  response.setHeader('ETag', tag);
  if (request.headers['if-none-match'] !== tag) {
    sendText(response, 200, text, type);
    return;
  }
  response.writeHead(304, { 'Cache-Control': 'no-cache, private' });
  response.end();
}

export function sendText(response: ServerResponse, code: number, body: string, type: string): void {
  // Sent as bytes: with a string, Node would encode the headers with it.
  sendBytes(response, code, Buffer.from(body), type);
}

export function sendBytes(response: ServerResponse, code: number, bytes: Buffer, type: string): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(code, {
    'Content-Type': type,
    'Cache-Control': 'no-cache, private',
    'Content-Length': bytes.length,
  });
  response.end(bytes);
}

/**
 * addWarning adds a `Warning` header to a response that has not been sent, once per text. It drops a text with a control character, as
 * upstream does (apimachinery v0.35 `pkg/util/net/http.go`).
 */
export function addWarning(response: ServerResponse, text: string): void {
  const header = `299 - "${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  // Headers are sent as Latin-1, so this passes UTF-8 bytes through.
  const encoded = Buffer.from(header).toString('latin1');
  const given = response.getHeader('Warning') ?? [];
  if (/\p{Cc}/u.test(text) || (Array.isArray(given) && given.includes(encoded))) return;
  response.appendHeader('Warning', [encoded]);
}

/**
 * sendError sends a Status; an error that is not a StatusError becomes a 500 with its message. Destroys a response that has already
 * started.
 */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status =
    error instanceof StatusError
      ? error
      : new StatusError(
          500,
          'InternalError',
          `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`,
          { causes: [{ message: String(error) }] },
        );
  if (status.code === 429 || status.reason === 'Timeout') response.setHeader('Retry-After', '1');
  sendJson(response, status.code, toStatus(status));
}
