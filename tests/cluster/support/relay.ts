import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Forwards TCP connections to a local port, like a load balancer in front of an API server, and can break them. */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** The connections to the target, with the time when their client last sent anything, Unix ms. */
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

  /** Starts one on a loopback port; a free one if none is given. */
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
   * Stops forwarding the target's data on connections whose client has sent nothing for that long, like a balancer that lost its backend.
   * If other requests are more frequent, these are the watches. New connections are not affected.
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
