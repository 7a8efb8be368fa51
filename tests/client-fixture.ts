import { KubernetesClient } from '#server/kubernetes/client.ts';
import type { RequestRecord } from '#server/kubernetes/request-log.ts';
import { FakeApiServer } from '#tests/fake-apiserver.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { plainCredentials } from '#tests/watch-fixture.ts';

/** The caller of what a page asks for. */
export const PERSON = { kind: 'local', via: 'cookie' } as const;

/** A client of a fake API server whose address has a path, what it records, and how often it was told that the server sent something. */
export async function clientFixture() {
  const server = new FakeApiServer();
  const credentials = plainCredentials(`${await server.listen()}/clusters/one/`);
  const records: RequestRecord[] = [];
  let count = 0;
  const client = new KubernetesClient({
    credentials,
    clock: new FakeClock(),
    onReceived: () => count++,
    onRequest: (record) => records.push(record),
  });
  return { server, credentials, client, records, heard: () => count };
}

export type ClientFixture = Awaited<ReturnType<typeof clientFixture>>;

/** Resolves with why a promise rejected; undefined when it did not. */
export function reason(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
