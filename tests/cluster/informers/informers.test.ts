import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goBuild } from '#tests/cluster/support/go-build.ts';
import { Program } from '#tests/e2e/support/processes.ts';

const run = promisify(execFile);
const SERVICES = 1000;
/** Upper bound for the sync, far above the usual time: it reads 200 MB. */
const LONGEST_S = 400;

let folder: string;
let cluster: Program;
let binary: string;
beforeAll(async () => {
  const build = { module: 'tests/cluster/knative', package: './cmd/informers', name: 'informers' };
  binary = (await goBuild(build)).path;
  folder = await mkdtemp(join(tmpdir(), 'sluice-informers-'));
  cluster = new Program(['--disable-warning=ExperimentalWarning', 'simulator/main.ts'], {
    SIMULATOR_PORT: '0',
    SIMULATOR_KUBECONFIG: join(folder, 'kubeconfig'),
    SIMULATOR_SCENARIOS: '0',
    SIMULATOR_SERVICES: String(SERVICES),
  });
  await cluster.ready();
});
afterAll(async () => {
  await cluster.end();
  await rm(folder, { recursive: true });
});

// WatchList, client-go's default, transfers tens of MiB here.
test("client-go's own informers sync on an embedded cluster with a thousand Services", async () => {
  const { stdout } = await run(binary, [join(folder, 'kubeconfig'), String(LONGEST_S)]);
  const counts = JSON.parse(stdout) as Record<string, number>;
  expect(counts).toMatchObject({ nodes: 3, services: SERVICES });
  const all = ['pods', 'deployments', 'replicasets', 'revisions'];
  expect(all.filter((kind) => (counts[kind] ?? 0) <= SERVICES)).toEqual([]);
}, 420_000);
