import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Passes TCP connections on to a port of this machine, as a load balancer before an API server does, and can break them. */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** The connections to the target, with when their client last sent anything, Unix ms. */
  readonly #sentAt = new Map<Socket, number>();

  private constructor(targetPort: number) {
    this.#server = createServer((client) => {
      const target = connect(targetPort, '127.0.0.1');
      client.pipe(target);
      target.pipe(client);
      client.on('data', () => this.#sentAt.set(target, Date.now()));
      target.on('close', () => this.#sentAt.delete(target));
      this.#tie(client, target);
      this.#tie(target, client);
    });
  }

  /** Starts one on a loopback port, a free one when none is given. */
  static async start(targetPort: number, port = 0): Promise<Relay> {
    const relay = new Relay(targetPort);
    relay.#server.listen(port, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The relay does not listen.');
    return address.port;
  }

  /** Sends RST on every connection, to both ends. */
  resetConnections(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /**
   * Relays nothing more of what the target sends on connections whose client has sent nothing for so long, as a balancer that has
   * lost its other side: those of watches, when other requests are made more often. New connections are as before.
   */
  mute(quietMs: number): void {
    for (const [target, sentAt] of this.#sentAt) {
      if (Date.now() - sentAt < quietMs) continue;
      target.unpipe();
      target.resume();
    }
  }

  close(): void {
    this.#server.close();
    this.resetConnections();
  }

  #tie(socket: Socket, other: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => other.resetAndDestroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (!other.writableEnded) other.destroy();
    });
  }
}
