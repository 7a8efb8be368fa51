import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server } from 'node:http';
import { straighten } from '#server/http/request-line.ts';

/** Headers come from a browser or a script of this machine: at once. Node looks every 30 s for connections past this. */
const HEADERS_TIMEOUT_MS = 10_000;
/** For a whole request, body included: the largest is 256 KiB. */
const REQUEST_TIMEOUT_MS = 30_000;
/** A connection on which nothing moves. An event stream has a heartbeat every 5 s, a call to the API server 30 s for each step. */
const IDLE_TIMEOUT_MS = 120_000;
/** Twice the event streams, and room for what else pages ask. */
const MAX_CONNECTIONS = 512;

const applied = new WeakSet<Server>();

/**
 * limitServer bounds what connections may hold of Next's own HTTP server, and puts request lines right before Next parses them. Next
 * makes that server and gives no way to it; Node tells of every request before anybody answers it
 * (https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html, `http.server.request.start`), the launcher's own first.
 */
export function limitServer(): void {
  subscribe('http.server.request.start', (message) => {
    const { request, server } = message as { request: IncomingMessage; server: Server };
    straighten(request);
    if (applied.has(server)) return;
    applied.add(server);
    server.headersTimeout = HEADERS_TIMEOUT_MS;
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    server.timeout = IDLE_TIMEOUT_MS;
    server.maxConnections = MAX_CONNECTIONS;
  });
}
