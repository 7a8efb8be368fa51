import { type IncomingHttpHeaders, type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { responseSink, type WatchSink, webSocketSink } from '#simulator/http/watch-sink.ts';

// Watches over WebSocket, as web pages open them: apiserver v0.35 `pkg/endpoints/handlers/watch.go` HandleWS, and
// `pkg/authentication/request/websocket/protocol.go` for the token in the list of subprotocols.

/**
 * Starts the response to a watch and opens the watch on its sink; the function that `open` returns is called when the client disconnects.
 */
export type AnswerWatch = (response: ServerResponse, open: (sink: WatchSink) => () => void) => void;

const BEARER = 'base64url.bearer.authorization.k8s.io.';

/** overHttp responds to a watch with lines of JSON. */
export const overHttp: AnswerWatch = (response, open) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  response.once('close', open(responseSink(response)));
};

/** isWebSocket reports whether a request asks for a WebSocket. */
function isWebSocket({ upgrade = '', connection = '' }: IncomingHttpHeaders): boolean {
  return upgrade.toLowerCase() === 'websocket' && /(^|,)\s*upgrade\s*(,|$)/i.test(connection);
}

/** bearerOf returns the token that a page sends in its subprotocols, because it cannot set headers; undefined without one. */
export function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  if (!isWebSocket(headers)) return undefined;
  const sent = protocolsIn(headers).find((protocol) => protocol.startsWith(BEARER));
  return sent === undefined ? undefined : Buffer.from(sent.slice(BEARER.length), 'base64url').toString();
}

function protocolsIn(headers: IncomingHttpHeaders): string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
}

const webSockets = new WebSocketServer({
  noServer: true,
  // Clients of a watch send only pings and the close.
  maxPayload: 64 * 1024,
  handleProtocols: (offered) => [...offered].find((protocol) => !protocol.startsWith(BEARER)) ?? false,
});

/** Handles one request; a watch is answered by the third argument. */
export type Handle = (request: IncomingMessage, response: ServerResponse, answerWatch: AnswerWatch) => void;

/**
 * createUpgradeHandler serves upgrade requests: a watch gets its WebSocket, everything else gets the response that it would get without the
 * upgrade.
 */
export function createUpgradeHandler(handle: Handle) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    response.once('finish', () => socket.end());
    // The connection no longer belongs to the HTTP parser, so a body would not be read as one.
    if ((request.headers['content-length'] ?? '0') !== '0' || 'transfer-encoding' in request.headers) {
      response.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('a request that asks for another protocol cannot have a body\n');
      return;
    }
    const overWebSocket: AnswerWatch = (_response, open) => {
      response.detachSocket(socket as Socket);
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.on('error', () => webSocket.terminate());
        webSocket.once('close', open(webSocketSink(webSocket)));
      });
    };
    handle(request, response, isWebSocket(request.headers) ? overWebSocket : overHttp);
  };
}
