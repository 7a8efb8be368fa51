import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server } from 'node:http';
import { straighten } from '#server/http/request-line.ts';

/** A browser or script on this machine sends its headers immediately. Node checks for connections past this every 30 s. */
const HEADERS_TIMEOUT_MS = 10_000;
/** For a whole request, body included. The largest body is 256 KiB. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Timeout for an idle connection. An event stream has a heartbeat every 5 s; a call to the API server has 30 s per step. */
const IDLE_TIMEOUT_MS = 120_000;
/** Twice the number of event streams, plus room for other page requests. */
const MAX_CONNECTIONS = 512;

const applied = new WeakSet<Server>();

/**
 * limitServer limits what connections may hold of Next's own HTTP server, and normalizes request lines before Next parses them. Next
 * creates that server and does not expose it. Node reports every request before anyone answers it
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
