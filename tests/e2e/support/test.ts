import { test as base, expect, type Page } from '@playwright/test';
import { KNATIVE } from '#lib/knative/resources.ts';
import type { Revision } from '#lib/knative/types.ts';
import { objectPath } from '#lib/kubernetes/resource.ts';
import { startTestCluster } from '#tests/cluster/support/start-test-cluster.ts';
import type { TestCluster } from '#tests/cluster/support/test-cluster.ts';
import { Dashboard, type DashboardOptions } from '#tests/e2e/support/dashboard.ts';
import { until } from '#tests/e2e/support/processes.ts';
import { seed } from '#tests/e2e/support/seeds.ts';

export { expect };

interface WorkerFixtures {
  cluster: TestCluster;
  dashboard: Dashboard;
}

interface TestFixtures {
  /** Opens a signed-in page at a path of the cluster: '' for the overview, '/services/shop/checkout'. */
  open: (path: string) => Promise<Page>;
  /** Starts a dashboard for one test. */
  startDashboard: (options: DashboardOptions) => Promise<Dashboard>;
  /** Creates a Service for one test with two or more ready revisions `<name>-v1`, `-v2`, …; returns its namespace. */
  makeService: (name: string, revisions: number, traffic?: unknown[]) => Promise<string>;
}

/** How long the real cluster may take to build while Go's caches are cold; warm ones take seconds. */
const CLUSTER_START_MS = 1_500_000;

/** Browser tests: one cluster, selected by SLUICE_CLUSTER, and one dashboard per worker; each test creates the Services that it changes. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  cluster: [
    async ({}, use) => {
      const cluster = await startTestCluster();
      await seed(cluster);
      await use(cluster);
      await cluster.stop();
    },
    { scope: 'worker', timeout: CLUSTER_START_MS },
  ],
  dashboard: [
    async ({ cluster }, use) => {
      const dashboard = await Dashboard.start(cluster);
      await use(dashboard);
      await dashboard.remove();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  open: async ({ page, dashboard }, use) => {
    let isSignedIn = false;
    await use(async (path) => {
      if (isSignedIn) await page.goto(dashboard.origin + dashboard.home + path);
      else await dashboard.enter(page, path);
      isSignedIn = true;
      return page;
    });
  },
  startDashboard: async ({ cluster }, use) => {
    const started: Dashboard[] = [];
    await use(async (options) => {
      const dashboard = await Dashboard.start(cluster, options);
      started.push(dashboard);
      return dashboard;
    });
    await Promise.all(started.map((dashboard) => dashboard.remove()));
  },
  makeService: async ({ cluster }, use) => {
    await use(async (name, revisions, traffic) => {
      const namespace = 'default';
      await cluster.fast();
      for (let number = 1; number <= revisions; number += 1) {
        const isLast = number === revisions;
        await cluster.apply(manifest(namespace, name, number, isLast ? traffic : undefined));
        await until(`revision ${number} of ${name} is made`, async () => {
          const { metadata, status } = await cluster.service(namespace, name);
          const isSeen = status?.observedGeneration === metadata.generation;
          return isSeen && status?.latestCreatedRevisionName === `${name}-v${number}`;
        });
      }
      for (let number = 1; number <= revisions; number += 1)
        await revisionReady(cluster, namespace, `${name}-v${number}`);
      await cluster.ready(namespace, name);
      await cluster.normalSpeed();
      return namespace;
    });
  },
});

async function revisionReady(cluster: TestCluster, namespace: string, name: string): Promise<void> {
  await until(`revision ${name} is ready`, async () => {
    const { status } = await cluster.api<Revision>('GET', objectPath(KNATIVE.revision, namespace, name));
    return status?.conditions?.some((it) => it.type === 'Ready' && it.status === 'True') === true;
  });
}

function manifest(namespace: string, name: string, number: number, traffic?: unknown[]): string {
  return JSON.stringify({
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: {
      template: {
        metadata: { name: `${name}-v${number}` },
        spec: {
          containers: [
            { image: 'ikubernetes/helloworld-go', env: [{ name: 'TARGET', value: `v${number}` }] },
          ],
        },
      },
      ...(traffic === undefined ? {} : { traffic }),
    },
  });
}
