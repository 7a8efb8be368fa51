import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { StatusError } from '#simulator/apimachinery/contract.ts';
import type { Levers } from '#simulator/faults/levers.ts';
import { parseBody, readBody, sendJson } from '#simulator/http/http-io.ts';

const milliseconds = z.object({ ms: z.number().min(0) });
const fault = z.object({
  resource: z.string().min(1),
  code: z.union([z.literal(403), z.literal(404), z.literal(500), z.null()]),
});

/**
 * createLeversServer serves the levers (see Levers) on plain HTTP. It accepts only JSON, so that a web page cannot reach it cross-origin.
 */
export function createLeversServer(levers: Levers): Server {
  return createServer((request, response) => {
    handle(levers, request, response).catch((error: unknown) => {
      const code = error instanceof StatusError ? error.code : isClientError(error) ? 400 : 500;
      sendJson(response, code, { error: error instanceof Error ? error.message : String(error) });
    });
  });
}

const isClientError = (error: unknown): boolean =>
  error instanceof z.ZodError || error instanceof RangeError || error instanceof TypeError;

async function handle(levers: Levers, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost')
    throw new StatusError(403, 'Forbidden', `not served as ${host}`);
  const path = request.url ?? '/';
  if (request.method === 'GET' && path === '/') {
    sendJson(response, 200, levers.state());
    return;
  }
  const contentType = request.headers['content-type'] ?? '';
  if (request.method !== 'POST' || !contentType.startsWith('application/json')) {
    throw new StatusError(415, 'UnsupportedMediaType', 'a lever requires a POST of application/json');
  }
  pull(levers, path, parseBody(await readBody(request), contentType) ?? {});
  sendJson(response, 200, levers.state());
}

function pull(levers: Levers, path: string, body: unknown): void {
  switch (path) {
    case '/end-watches':
      return levers.endWatches();
    case '/reset':
      return levers.resetConnections();
    case '/compact':
      return levers.compact();
    case '/refuse':
      return levers.refuse(z.object({ on: z.boolean() }).parse(body).on);
    case '/delay':
      return levers.delay(milliseconds.parse(body).ms);
    case '/freeze':
      return levers.freeze();
    case '/thaw':
      return levers.thaw();
    case '/respond': {
      const { resource, code } = fault.parse(body);
      return levers.respond(resource, code);
    }
    case '/speed':
      return levers.setSpeed(z.object({ speed: z.number().positive() }).parse(body).speed);
    case '/advance':
      return levers.advance(milliseconds.parse(body).ms);
    case '/clear':
      return levers.clear();
    default:
      throw new StatusError(404, 'NotFound', `no lever ${path}`);
  }
}
