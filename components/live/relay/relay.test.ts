import { describe, expect, test } from 'vitest';
import { RefusedError } from '#components/live/relay/refused-error.ts';
import { type FakeStreamServer, settled } from '#tests/fake-stream-server.ts';
import { following, HELLO, relayFixture, Tab } from '#tests/relay-fixture.ts';

describe('topics that tabs follow', () => {
  test('a topic is fetched once, then continued by the stream from the snapshot’s cursor', async () => {
    const { server, relay } = relayFixture();
    server.change('services', 'a', 1);
    const tab = new Tab();
    relay.want(tab, ['services']);
    await settled();
    server.change('services', 'a', 2);
    expect(server.calls).toEqual(['snapshot services', 'stream services@e:1']);
    expect(tab.taken()).toEqual(['snapshot services', 'changes services']);
  });

  test('a tab that joins later gets the known values, without a request', async () => {
    const { server, relay } = await following('services');
    const second = new Tab();
    relay.want(second, ['services']);
    await settled();
    expect(server.calls).toEqual([]);
    expect(second.taken()).toEqual(['snapshot services']);
  });

  test('a tab that follows one more topic gets only that one', async () => {
    const { server, relay, tab } = await following('services');
    relay.want(tab, ['services', HELLO]);
    await settled();
    expect(tab.taken()).toEqual([`snapshot ${HELLO}`]);
    expect(server.calls).toEqual([`snapshot ${HELLO}`, `stream ${HELLO}@e:0 services@e:0`]);
    expect(server.open).toHaveLength(1);
  });

  test('each tab gets the changes of its own topics, and every tab the heartbeats', async () => {
    const { server, relay, tab, clock } = await following('services');
    const other = new Tab();
    relay.want(other, [HELLO]);
    await settled();
    other.taken();
    server.change('services', 'a', 1);
    server.change(HELLO, 'a', 1);
    server.heartbeat(clock.now());
    expect(tab.taken()).toEqual(['changes services', 'heartbeat']);
    expect(other.taken()).toEqual([`changes ${HELLO}`, 'heartbeat']);
  });

  test('a topic without followers is kept up to date for half a minute, so that going back is instant', async () => {
    const { server, relay, tab, advance, clock } = await following('services', HELLO);
    relay.want(tab, ['services']);
    for (let second = 0; second < 29; second += 1) {
      await advance(1_000);
      server.heartbeat(clock.now());
    }
    server.change(HELLO, 'a', 7);
    server.calls = [];
    relay.want(tab, ['services', HELLO]);
    expect(tab.messages.findLast(({ type }) => type === 'snapshot')).toMatchObject({
      topic: HELLO,
      collections: { pods: { a: { restarts: 7 } } },
    });
    await advance(60_000);
    expect(server.calls).not.toContain(`snapshot ${HELLO}`);
  });

  test('a topic without followers for half a minute is dropped, and fetched again', async () => {
    const { server, relay, tab, advance, clock } = await following('services', HELLO);
    relay.want(tab, ['services']);
    for (let second = 0; second < 30; second += 1) {
      await advance(1_000);
      server.heartbeat(clock.now());
    }
    expect(server.calls).toEqual(['stream services@e:0']);
    tab.taken();
    relay.want(tab, ['services', HELLO]);
    expect(tab.taken()).toEqual([]);
    await settled();
    expect(tab.taken()).toEqual([`snapshot ${HELLO}`]);
  });

  test('a closed tab gets nothing more, and the last one ends the stream', async () => {
    const { server, relay, tab, advance } = await following('services');
    relay.leave(tab);
    server.change('services', 'a', 1);
    server.heartbeat(0);
    expect(tab.taken()).toEqual([]);
    expect(server.open).toHaveLength(1);
    await advance(30_000);
    expect(server.open).toEqual([]);
  });
});

describe('a stream that is lost', () => {
  test.each([
    ['ends', (server: FakeStreamServer) => server.end()],
    ['breaks', (server: FakeStreamServer) => server.end(new TypeError('network error'))],
    ['says goodbye', (server: FakeStreamServer) => server.send({ type: 'bye' })],
  ])('that %s is reopened after a delay, from its last cursor', async (_, lose) => {
    const { server, tab, advance, clock } = await following('services');
    server.change('services', 'a', 1);
    tab.taken();
    lose(server);
    await settled();
    expect(tab.taken(clock.now()).at(-1)).toBe('lost for 250 ms');
    server.calls = [];
    await advance(1_000);
    expect(server.calls).toEqual(['stream services@e:1']);
  });

  test('is noticed after ten seconds without a heartbeat', async () => {
    const { server, tab, advance, clock } = await following('services');
    await advance(9_000);
    server.heartbeat(clock.now());
    await advance(9_000);
    expect(tab.taken(clock.now())).toEqual(['heartbeat']);
    await advance(1_000);
    expect(tab.taken(clock.now())).toEqual(['lost for 250 ms']);
    expect(server.open).toEqual([]);
  });

  test('backs off while the server does not answer, by a random half to all of each delay', async () => {
    const { server, relay, advance, clock } = relayFixture(0.5);
    const tab = new Tab();
    relay.want(tab, ['services']);
    await settled();
    server.answers = { error: new TypeError('Failed to fetch') };
    server.end();
    await settled();
    const pauses: string[] = [];
    for (let second = 0; second < 20; second += 1) {
      pauses.push(...tab.taken(clock.now()).filter((text) => text.startsWith('lost')));
      await advance(1_000);
    }
    expect(pauses.slice(0, 5)).toEqual([375, 750, 1_500, 2_250, 2_250].map((ms) => `lost for ${ms} ms`));
  });

  test('is reopened at once on request', async () => {
    const { server, relay } = await following('services');
    server.end();
    await settled();
    server.calls = [];
    relay.retry();
    expect(server.calls).toEqual(['stream services@e:0']);
  });

  test('is ignored: what still arrives on it is not forwarded', async () => {
    const { server, relay, tab } = await following('services');
    const [before] = server.open;
    relay.want(tab, ['services', HELLO]);
    await settled();
    tab.taken();
    before?.onMessage({ type: 'heartbeat', now: 0, apiHeardAt: null });
    before?.end();
    await settled();
    expect([tab.taken(), server.open.length]).toEqual([[], 1]);
  });
});

describe('a snapshot that does not arrive', () => {
  test('is requested again every second while a tab wants it', async () => {
    const { server, relay, advance, clock } = relayFixture();
    server.answers = { error: new TypeError('Failed to fetch') };
    const tab = new Tab();
    relay.want(tab, ['services']);
    await settled();
    expect(tab.taken(clock.now())).toEqual(['lost for 1000 ms']);
    await advance(1_000);
    server.answers = 'data';
    await advance(1_000);
    expect(server.calls.slice(0, 3)).toEqual(['snapshot services', 'snapshot services', 'snapshot services']);
    expect(tab.taken().at(-1)).toBe('snapshot services');
    relay.leave(tab);
  });

  test('is not reported while the stream is lost: that is reported already, with its own time', async () => {
    const { server, relay, tab } = await following('services');
    server.answers = { error: new TypeError('Failed to fetch') };
    server.end();
    await settled();
    tab.taken();
    relay.want(tab, ['services', HELLO]);
    await settled();
    expect(tab.taken()).toEqual([]);
    relay.stop();
  });

  test('is not requested twice at the same time', async () => {
    const { server, relay, advance } = relayFixture();
    server.answers = 'nothing';
    relay.want(new Tab(), ['services']);
    relay.want(new Tab(), ['services']);
    await advance(5_000);
    expect(server.calls).toEqual(['snapshot services']);
  });
});

describe('a refusal', () => {
  async function refused() {
    const fixed = relayFixture();
    fixed.server.answers = { error: new RefusedError('unauthorized', 'Sign in.') };
    const tab = new Tab();
    fixed.relay.want(tab, ['services']);
    await settled();
    return { ...fixed, tab };
  }

  test('is reported to every tab, including those that join later', async () => {
    const { relay, tab } = await refused();
    expect(tab.taken()).toEqual(['refused: unauthorized']);
    const second = new Tab();
    relay.want(second, ['services']);
    expect(second.taken()).toEqual(['refused: unauthorized']);
    relay.want(second, ['services', HELLO]);
    expect(second.taken()).toEqual([]);
  });

  test('is forgotten once the server answers', async () => {
    const { relay, server, advance } = await refused();
    server.answers = 'data';
    await advance(1_000);
    const second = new Tab();
    relay.want(second, ['services']);
    expect(second.taken()).toEqual(['snapshot services']);
  });

  test('of the stream is forgotten once a stream delivers something', async () => {
    const { server, relay, advance, clock } = await following('services');
    server.answers = { error: new RefusedError('tooMany', 'Too many streams.') };
    server.end();
    await settled();
    await advance(1_000);
    server.answers = 'data';
    await advance(3_000);
    server.heartbeat(clock.now());
    const second = new Tab();
    relay.want(second, ['services']);
    expect(second.taken()).toEqual(['snapshot services']);
  });

  test('is forgotten when somebody asks to try again', async () => {
    const { relay, server } = await refused();
    server.answers = 'nothing';
    relay.retry();
    const second = new Tab();
    relay.want(second, ['services']);
    expect(second.taken()).toEqual([]);
    relay.stop();
  });

  test('is not sent to a tab that is gone', async () => {
    const { relay, tab } = await refused();
    relay.leave(tab);
    tab.taken();
    relay.leave(tab);
    expect(tab.taken()).toEqual([]);
  });

  test('of the stream is reported as well', async () => {
    const { server, tab, relay, advance } = await following('services');
    server.answers = { error: new RefusedError('tooMany', 'Too many streams.') };
    server.end();
    await settled();
    await advance(1_000);
    expect(tab.taken()).toContain('refused: tooMany');
    relay.stop();
  });
});

test('a stopped relay aborts pending requests', async () => {
  const { server, relay } = relayFixture();
  server.answers = 'nothing';
  relay.want(new Tab(), ['services', HELLO]);
  relay.stop();
  expect(server.unanswered).toBe(0);
});

test('a stopped relay sends no more requests and leaves no timer', async () => {
  const { server, relay, advance, clock } = await following('services');
  relay.stop();
  server.calls = [];
  await advance(60_000);
  expect([server.open, server.calls, clock.alarmCount]).toEqual([[], [], 0]);
});
