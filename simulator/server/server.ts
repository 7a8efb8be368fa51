import type { Server as HttpServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock, PodLogs } from '#simulator/apimachinery/contract.ts';
import { Faults } from '#simulator/faults/faults.ts';
import { Levers } from '#simulator/faults/levers.ts';
import { createLeversServer } from '#simulator/faults/levers-server.ts';
import { createUpgradeHandler, overHttp } from '#simulator/http/web-socket.ts';
import { printFault, type ReportFault } from '#simulator/runtime/guard.ts';
import { createAuthenticator } from '#simulator/server/authentication.ts';
import { createHandler } from '#simulator/server/handler.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';
import { type Credentials, createCredentials, writeKubeconfig } from '#simulator/users/credentials.ts';
import { type ClusterUser, USERS } from '#simulator/users/users.ts';
import { WatchHub } from '#simulator/watch/watch-hub.ts';

export interface ApiServerOptions {
  store: ClusterStore;
  /** For bookmarks and watch deadlines: real time in a demo, however fast the store's own clock runs. */
  clock: Clock;
  /** By kubeconfig name; defaults to USERS. */
  users?: Readonly<Record<string, ClusterUser>>;
  /** Credentials of an earlier run, so that its clients keep working; created when absent. */
  credentials?: Credentials;
  /** On 127.0.0.1; 0 picks a free port. */
  port: number;
  /** Port of the levers, on plain HTTP; no levers server when absent. */
  leversPort?: number;
  /** Container logs; empty when absent. */
  podLogs?: PodLogs;
  /** Receives errors of requests and watches that fail because of a fault in the cluster; defaults to writing them to stderr. */
  report?: ReportFault;
}

/** A running API server of the embedded cluster. */
export interface ApiServer {
  url: string;
  port: number;
  /** Empty when the levers have no port. */
  leversUrl: string;
  caPem: string;
  credentials: Credentials;
  /** Bearer tokens by user. */
  tokens: Readonly<Record<string, string>>;
  /** The YAML of a user's kubeconfig; its context is `embedded`. */
  kubeconfig(user: string): string;
  levers: Levers;
  /** Ends every open stream and connection immediately, then closes both servers. */
  close(): Promise<void>;
}

/** startApiServer serves a store as a Kubernetes API over HTTPS. Rejects when a port is in use. */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const users: Readonly<Record<string, ClusterUser>> = options.users ?? USERS;
  const credentials = options.credentials ?? (await createCredentials(Object.keys(users)));
  const { store } = options;
  const faults = new Faults();
  const report = options.report ?? printFault;
  const hub = new WatchHub(store, options.clock, report);
  const sockets = new Set<Socket>();
  const destroySockets = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const authenticate = createAuthenticator(users, credentials.tokens);
  const podLogs = options.podLogs ?? (() => []);
  const handle = createHandler({ store, hub, faults, authenticate, podLogs, report });
  const server = createServer(
    { key: credentials.keyPem, cert: credentials.certificatePem, keepAliveTimeout: 120_000 },
    (request, response) => handle(request, response, overHttp),
  );
  server.on('upgrade', createUpgradeHandler(handle));
  server.on('connection', (socket: Socket) => {
    if (faults.refusing) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const levers = new Levers(store, hub, faults, destroySockets);
  const leversServer = options.leversPort === undefined ? undefined : createLeversServer(levers);
  try {
    await listen(server, options.port);
    if (leversServer !== undefined) await listen(leversServer, options.leversPort ?? 0);
  } catch (error) {
    hub.close();
    await Promise.all([stop(server), leversServer === undefined ? undefined : stop(leversServer)]);
    throw error;
  }
  const port = portOf(server);
  const url = `https://127.0.0.1:${port}`;
  return {
    url,
    port,
    leversUrl: leversServer === undefined ? '' : `http://127.0.0.1:${portOf(leversServer)}`,
    caPem: credentials.caPem,
    credentials,
    tokens: credentials.tokens,
    kubeconfig: (user) => writeKubeconfig(credentials, url, user, users[user]?.namespace),
    levers,
    async close() {
      levers.clear();
      hub.close();
      const stopped = Promise.all([
        stop(server),
        leversServer === undefined ? undefined : stop(leversServer),
      ]);
      destroySockets();
      leversServer?.closeAllConnections();
      await stopped;
    },
  };
}

type AnyServer = Pick<HttpServer, 'listen' | 'close' | 'once' | 'off' | 'address' | 'listening'>;

function listen(server: AnyServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: AnyServer): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!server.listening) {
      resolve();
      return;
    }
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}

function portOf(server: AnyServer): number {
  return (server.address() as AddressInfo).port;
}
