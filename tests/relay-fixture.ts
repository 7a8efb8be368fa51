import type { RelayMessage } from '#components/live/relay/messages.ts';
import { Relay, type RelayClient } from '#components/live/relay/relay.ts';
import type { Topic } from '#lib/live/protocol.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { FakeStreamServer, settled } from '#tests/fake-stream-server.ts';

/** The topic of a Service. */
export const HELLO: Topic = 'service/default/hello';

/** A tab that keeps what it is sent. */
export class Tab implements RelayClient {
  readonly messages: RelayMessage[] = [];
  send(message: RelayMessage): void {
    this.messages.push(message);
  }
  /** Returns the messages since the last call, as `snapshot services`, `lost in 500 ms`, … */
  taken(now = 0): string[] {
    return this.messages.splice(0).map((message) => {
      if ('topic' in message) return `${message.type} ${message.topic}`;
      if (message.type === 'lost') return `lost for ${message.retryAt - now} ms`;
      return message.type === 'refused' ? `refused: ${message.code}` : message.type;
    });
  }
}

/** A relay in front of a fake server, and everything that a test controls. `random` is what each draw returns. */
export function relayFixture(random = 0) {
  const clock = new FakeClock();
  const server = new FakeStreamServer();
  const { readSnapshot, readStream } = server;
  const relay = new Relay({ clock, random: () => random, readSnapshot, readStream });
  const advance = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  return { clock, server, relay, advance };
}

/** Starts a relay with one tab that follows the topics, and its stream open. */
export async function following(...topics: Topic[]) {
  const fixed = relayFixture();
  const tab = new Tab();
  fixed.relay.want(tab, topics);
  await settled();
  tab.taken();
  fixed.server.calls = [];
  return { ...fixed, tab };
}
