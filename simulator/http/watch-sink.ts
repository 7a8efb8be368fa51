import type { ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';

/** Where a watch's lines go. */
export interface WatchSink {
  /** Sends a line; false when the client is behind and the next line should wait for `onceDrained`. */
  write(line: Buffer): boolean;
  /** Calls back when the client has caught up; never when it is gone. */
  onceDrained(callback: () => void): void;
  /** Bytes that the client has not read yet. */
  readonly backlogBytes: number;
  /** Ends the watch cleanly. */
  end(): void;
  /** Destroys the connection. */
  cut(): void;
}

/** Bytes that may be buffered in a WebSocket before the next line waits: as many as in a Node response. */
const HIGH_WATER_BYTES = 64 * 1024;
const NORMAL_CLOSURE = 1000;

/** responseSink writes a watch's lines to an HTTP response. */
export function responseSink(response: ServerResponse): WatchSink {
  const isOver = (): boolean => response.destroyed || response.writableEnded;
  return {
    write: (line) => !isOver() && response.write(line),
    onceDrained: (callback) => void response.once('drain', callback),
    get backlogBytes() {
      return response.writableLength;
    },
    end: () => void response.end(),
    cut: () => void response.destroy(),
  };
}

/** webSocketSink sends each line as a separate text frame. */
export function webSocketSink(socket: WebSocket): WatchSink {
  let waiting: (() => void) | undefined;
  const sent = (): void => {
    if (socket.bufferedAmount > 0) return;
    const callback = waiting;
    waiting = undefined;
    callback?.();
  };
  return {
    write(line) {
      if (socket.readyState !== socket.OPEN) return false;
      socket.send(line, { binary: false }, sent);
      return socket.bufferedAmount < HIGH_WATER_BYTES;
    },
    onceDrained(callback) {
      waiting = callback;
    },
    get backlogBytes() {
      return socket.bufferedAmount;
    },
    end: () => socket.close(NORMAL_CLOSURE),
    cut: () => socket.terminate(),
  };
}
