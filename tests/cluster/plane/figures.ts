import { join } from 'node:path';
import { buildPlane } from '#tests/cluster/plane/binaries.ts';
import { ControlPlane } from '#tests/cluster/plane/control-plane.ts';
import { readUpstreamManifests } from '#tests/cluster/plane/manifests.ts';
import { memoryOf } from '#tests/cluster/plane/memory.ts';
import { clusterDirectory, findGo, GoUnavailable } from '#tests/cluster/support/go-build.ts';

// Builds the real control plane, starts it once, and prints what that took as a line of JSON, for npm run test:cluster.

/** As in main.ts. */
const NO_GO = 69;

async function main(): Promise<void> {
  const go = findGo('to build the real control plane');
  const binaries = await buildPlane();
  const began = performance.now();
  const plane = await ControlPlane.start({
    binaries,
    manifests: readUpstreamManifests(go, 'tests/cluster/knative'),
    folder: join(clusterDirectory, `plane-figures-${process.pid}`),
    log: () => undefined,
    onDeath: (words) => process.stderr.write(`${words}\n`),
  });
  const startMs = Math.round(performance.now() - began);
  const memoryMiB = await memoryOf(plane);
  await plane.stop();
  const buildMs = { kube: binaries.kube.milliseconds, knative: binaries.knative.milliseconds };
  process.stdout.write(`${JSON.stringify({ buildMs, startMs, memoryMiB })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof GoUnavailable ? NO_GO : 1);
});
