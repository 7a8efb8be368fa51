import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPlane, KUBERNETES_VERSION } from '#tests/cluster/plane/binaries.ts';
import { ControlPlane } from '#tests/cluster/plane/control-plane.ts';
import { readUpstreamManifests } from '#tests/cluster/plane/manifests.ts';
import { memoryOf } from '#tests/cluster/plane/memory.ts';
import { clusterDirectory, findGo, GoUnavailable } from '#tests/cluster/support/go-build.ts';

// npm run cluster: builds the real control plane, starts it, prints how to reach it, and ends it on Ctrl-C.

/** Exit code when Go is missing, so that a script can distinguish that from a failure (sysexits.h EX_UNAVAILABLE). */
const NO_GO = 69;
const PEOPLE = ['admin', 'edit', 'view', 'team-a', 'one-service'] as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string' } } });
  const port = readPort(values.port ?? '6445');
  const began = performance.now();
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  say('Building etcd, Kubernetes and Knative (takes minutes the first time) …');
  const go = findGo('to build the real control plane');
  const binaries = await buildPlane();
  say(`Built in ${seconds()}.`);
  const plane = await ControlPlane.start({
    binaries,
    manifests: readUpstreamManifests(go, 'tests/cluster/knative'),
    folder: join(clusterDirectory, `plane-${port}`),
    port,
    log: say,
    onDeath: (words) => {
      console.error(`${words}\nStopping the other processes.`);
      void plane.stop().finally(() => process.exit(1));
    },
  });
  const end = (code: number) => (): void => {
    say('Ending.');
    plane.stop().then(
      () => process.exit(code),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', end(130));
  process.once('SIGTERM', end(143));
  process.once('SIGHUP', end(129));
  say(`
  Kubernetes ${KUBERNETES_VERSION} and Knative Serving 1.23, the real ones, are ready after ${seconds()}, at ${plane.url}.
  Pods, ingress and load are simulated: nothing runs in them.

${PEOPLE.map((user) => `  ${user.padEnd(12)} export KUBECONFIG=${plane.kubeconfig(user)}`).join('\n')}

  Memory       ${await memory(plane)}
  Audit log    ${plane.auditLog}
  Dashboard    KUBECONFIG=${plane.kubeconfig('admin')} npm start

  Ctrl-C ends all of it and removes its data.
`);
}

async function memory(plane: ControlPlane): Promise<string> {
  const each = Object.entries(await memoryOf(plane));
  return each.map(([name, mebibytes]) => `${name} ${mebibytes} MiB`).join(', ');
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`--port ${text} is not a valid port: use a whole number from 1 to 65535.`);
}

function say(words: string): void {
  process.stdout.write(`${words}\n`);
}

main().catch((error: unknown) => {
  if (error instanceof GoUnavailable) {
    console.error(error.message);
    process.exit(NO_GO);
  }
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
