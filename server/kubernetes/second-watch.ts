import { SYSTEM } from '#server/caller.ts';
import type { Clock } from '#server/clock.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import { RequestTimeoutError } from '#server/kubernetes/errors.ts';
import type { Query } from '#server/kubernetes/transport.ts';
import { parseWatchEvent } from '#server/kubernetes/watch-event.ts';

/** A watch with a requested lifetime of one second that has not ended by then is as silent as the one it checks. */
const DEADLINE_MS = 4_000;

/** What a second watch delivered until its end. */
export interface SecondWatch {
  lines: string[];
  /** Whether an object has changed since the version that the second watch started at. */
  hasNews: boolean;
}

/**
 * secondWatch opens a watch alongside another one and returns everything that it delivers until the API server ends it. Throws
 * RequestTimeoutError when it does not end in time, otherwise the error that broke it.
 */
export async function secondWatch(
  client: KubernetesClient,
  clock: Clock,
  path: string,
  query: Query,
  signal: AbortSignal,
): Promise<SecondWatch> {
  const deadline = new AbortController();
  const cancel = clock.after(DEADLINE_MS, () =>
    deadline.abort(new RequestTimeoutError({ verb: 'watch', path }, 'a short watch did not end')),
  );
  try {
    const collected: string[] = [];
    const both = AbortSignal.any([signal, deadline.signal]);
    let hasNews = false;
    for await (const lines of await client.watchLines(SYSTEM, path, query, { signal: both })) {
      for (const line of lines) {
        const event = parseWatchEvent(line, { verb: 'watch', path });
        if (event.type === 'error') throw event.error;
        hasNews ||= event.type === 'upsert' || event.type === 'delete';
      }
      collected.push(...lines);
    }
    return { lines: collected, hasNews };
  } finally {
    cancel();
  }
}
