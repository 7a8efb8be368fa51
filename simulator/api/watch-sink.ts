import type { ServerResponse } from 'node:http';
import type { WatchSink } from '#simulator/api/watch-hub.ts';

/** How much a slow reader may leave unread before its watch is cut off. */
const LARGEST_BACKLOG_BYTES = 32 * 1024 * 1024;

/** responseSink writes a watch's lines to an HTTP response. */
export function responseSink(response: ServerResponse): WatchSink {
  return {
    write(line) {
      if (response.destroyed || response.writableEnded) return;
      response.write(line);
      if (response.writableLength > LARGEST_BACKLOG_BYTES) response.destroy();
    },
    end() {
      response.end();
    },
  };
}
