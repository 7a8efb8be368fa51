import { expect, it } from 'vitest';
import { changeTraffic, tryTraffic, type WritableCluster } from '#server/actions/change-traffic.ts';
import { SYSTEM } from '#server/caller.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import { ReadOnlyError } from '#server/kubernetes/errors.ts';

const change = { namespace: 'default', name: 'hello', uid: 'u', base: null, traffic: [] };
const readOnly: WritableCluster = {
  client: {} as KubernetesClient, // A policy that refuses sends nothing.
  writeFacts: () => ({ readOnly: true, sources: [], api: 'live', apiSince: '', now: 0 }),
};

it('a read-only Sluice writes nothing, whatever the person confirms, and does no dry run', async () => {
  for (const isConfirmed of [true, false])
    await expect(changeTraffic(SYSTEM, readOnly, change, { isConfirmed })).rejects.toThrow(ReadOnlyError);
  await expect(tryTraffic(SYSTEM, readOnly, change)).rejects.toThrow(ReadOnlyError);
});
