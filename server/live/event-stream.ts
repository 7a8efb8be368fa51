import type { ByeMessage, HeartbeatMessage } from '#lib/live/protocol.ts';
import type { Frame } from '#server/live/topic-log.ts';

/**
 * Headers of an event stream. `no-transform` keeps Next and proxies from compressing it, which would delay frames. The connection closes
 * with its stream: a browser that reused it would keep a stopping server alive.
 */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  connection: 'close',
} as const;

const encoder = new TextEncoder();
const encodedFrames = new WeakMap<Frame, Uint8Array>();

/** frameBytes encodes a frame as an event. Receivers at the same cursor share the bytes. */
export function frameBytes(frame: Frame): Uint8Array {
  let bytes = encodedFrames.get(frame);
  if (bytes === undefined) {
    bytes = eventBytes(frame.type, frame.text);
    encodedFrames.set(frame, bytes);
  }
  return bytes;
}

/** messageBytes encodes a message that is for one receiver only. */
export function messageBytes(message: HeartbeatMessage | ByeMessage): Uint8Array {
  return eventBytes(message.type, JSON.stringify(message));
}

/** JSON has no raw line breaks, so one `data:` line holds it. */
function eventBytes(type: string, json: string): Uint8Array {
  return encoder.encode(`event: ${type}\ndata: ${json}\n\n`);
}
