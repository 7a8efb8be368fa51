import { KUBERNETES } from '#lib/knative/resources.ts';
import type { SourceSpec } from '#lib/kubernetes/source.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import type { Credentials } from '#server/kubernetes/credentials/credentials.ts';
import { createDispatcher } from '#server/kubernetes/dispatcher.ts';
import { Openings } from '#server/kubernetes/openings.ts';
import { Reflector } from '#server/kubernetes/reflector.ts';
import type { RequestRecord } from '#server/kubernetes/request-log.ts';
import { FakeApiServer } from '#tests/fake-apiserver.ts';
import { FakeClock } from '#tests/fake-clock.ts';

/** Credentials without secrets for a server on loopback. */
export function plainCredentials(server: string): Credentials & { refreshes: number } {
  const dispatcher = createDispatcher({});
  return {
    contextName: 'test',
    server,
    user: 'tester',
    namespace: 'default',
    pinned: { server, trust: '', user: 'tester', signsIn: '', actsAs: null, namespace: 'default' },
    pinnedId: 'pinned',
    serverId: 'server',
    refreshes: 0,
    access: () => Promise.resolve({ headers: {}, dispatcher }),
    refresh() {
      this.refreshes++;
      return this.refreshes === 1;
    },
    status: () => ({ phase: 'usable', since: 0, plugin: null, words: '', notice: '', change: null }),
    onStatus: () => () => undefined,
    retry: () => undefined,
    setWatched: () => undefined,
    confirm: () => null,
    close: () => dispatcher.destroy(),
  };
}

/** A log that keeps its lines. */
export function memoryLog() {
  const lines: { level: string; fields: unknown; message: unknown }[] = [];
  const at = (level: string) => (fields: unknown, message?: unknown) => {
    lines.push({ level, fields, message });
  };
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

export const podSpec: SourceSpec = { id: 'pods', type: KUBERNETES.pod, tier: 'summary' };

/** A reflector in front of a fake API server, and everything that a test controls. Random is 0: delays are at their minimum. */
export async function watchFixture(spec: SourceSpec = podSpec) {
  const server = new FakeApiServer();
  const clock = new FakeClock();
  const log = memoryLog();
  const credentials = plainCredentials(await server.listen());
  const records: RequestRecord[] = [];
  const client = new KubernetesClient({ credentials, clock, onRequest: (record) => records.push(record) });
  const reflector = new Reflector(spec, {
    client,
    clock,
    random: () => 0,
    log,
    openings: new Openings(clock),
  });
  const close = async (): Promise<void> => {
    await reflector.stop();
    await credentials.close();
    await server.close();
  };
  /** The store as `key@resourceVersion`, sorted. */
  const stored = (): string[] =>
    [...reflector.store.values()].map((o) => `${o.metadata.name}@${o.metadata.resourceVersion}`).sort();
  const live = (): Promise<void> => server.until(() => reflector.state().phase === 'live');
  return { server, clock, log, credentials, client, records, reflector, close, stored, live };
}

export type WatchFixture = Awaited<ReturnType<typeof watchFixture>>;

/** A fixture whose reflector is running and live, with the objects a and b. */
export async function liveWatchFixture(): Promise<WatchFixture> {
  const fixture = await watchFixture();
  fixture.server.put({ name: 'a' });
  fixture.server.put({ name: 'b' });
  void fixture.reflector.start();
  await fixture.live();
  return fixture;
}
