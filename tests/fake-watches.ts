import type { ServerResponse } from 'node:http';

/** How a proxy ends a watch. */
export type Cut = 'reset' | 'clean end' | 'inside a chunk' | 'inside an event';

/** The open watches of a fake API server and the events that it keeps, with a lever for each way in which a watch can go wrong. */
export class FakeWatches {
  /** Whether newly opened watches get their headers and nothing more, as behind a proxy that buffers answers. */
  keepsToItself = false;
  /** Whether watches end as soon as they have sent the events they owe. */
  endsAtOnce = false;
  readonly #open = new Set<ServerResponse>();
  readonly #muted = new WeakSet<ServerResponse>();
  #log: { version: number; line: string }[] = [];

  get count(): number {
    return this.#open.size;
  }

  /** Sends the events after a version, then keeps the watch open unless it is a short one. Its headers have been sent. */
  open(response: ServerResponse, version: number, isShort: boolean): void {
    if (this.keepsToItself) return;
    for (const entry of this.#log) if (entry.version > version) response.write(entry.line);
    if (this.endsAtOnce || isShort) {
      response.end();
      return;
    }
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }

  /** Sends any event to the open watches, and keeps it under this version for those that resume. */
  event(type: string, object: unknown, version: number): void {
    const line = `${JSON.stringify({ type, object })}\n`;
    this.#log.push({ version, line });
    for (const response of this.#open) if (!this.#muted.has(response)) response.write(line);
  }

  bookmark(version: number): void {
    const object = { kind: 'Pod', apiVersion: 'v1', metadata: { resourceVersion: String(version) } };
    for (const response of this.#open) response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }

  /** Drops the events so far: a watch that resumes does not receive them again. */
  forgetEvents(): void {
    this.#log = [];
  }

  /** Stops forwarding events to the watches that are open now. */
  mute(): void {
    for (const response of this.#open) this.#muted.add(response);
  }

  /** Sends bytes verbatim to the open watches, in pieces that arrive one by one. */
  async sendBytes(pieces: readonly (string | Uint8Array)[]): Promise<void> {
    for (const response of this.#open) {
      for (const piece of pieces) {
        response.write(piece);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  /** Ends the open watches cleanly, as an API server does at their timeout. */
  end(): void {
    for (const response of this.#open) response.end();
    this.clear();
  }

  /**
   * Cuts the open watches as a proxy does, and nothing else: by a reset, by a clean end, or by closing the connection inside a chunk or
   * inside an event.
   */
  cut(how: Cut): void {
    for (const response of this.#open) {
      const { socket } = response;
      if (how === 'clean end') response.end();
      else if (how === 'reset') socket?.resetAndDestroy();
      else if (how === 'inside a chunk') socket?.end('ff\r\n{"type":"AD');
      else {
        response.write('{"type":"ADDED","obj');
        socket?.end();
      }
    }
    this.clear();
  }

  /** Counts the open watches as closed: their connections were. */
  clear(): void {
    this.#open.clear();
  }
}
