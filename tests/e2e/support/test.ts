import { test as base, expect, type Page } from '@playwright/test';
import { Dashboard } from '#tests/e2e/support/dashboard.ts';
import { EmbeddedCluster } from '#tests/e2e/support/embedded-cluster.ts';

export { expect };

interface WorkerFixtures {
  cluster: EmbeddedCluster;
  dashboard: Dashboard;
}

interface TestFixtures {
  /** A page that is signed in, opened at a path of the cluster: '' for the overview, '/services/shop/checkout'. */
  open: (path: string) => Promise<Page>;
  /** Creates the Service of a test's own from two or more ready revisions `<name>-v1`, `-v2`, …; returns its namespace. */
  makeService: (name: string, revisions: number, traffic?: unknown[]) => Promise<string>;
}

/** Browser tests: one embedded cluster and one dashboard a worker; each test makes the Services that it changes. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  cluster: [
    async ({}, use) => {
      const cluster = await EmbeddedCluster.start();
      await use(cluster);
      await cluster.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  dashboard: [
    async ({ cluster }, use) => {
      const dashboard = await Dashboard.start(cluster.kubeconfig);
      await use(dashboard);
      await dashboard.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  open: async ({ page, dashboard }, use) => {
    await use(async (path) => {
      await page.goto(dashboard.pageAddress(path));
      return page;
    });
  },
  makeService: async ({ cluster }, use) => {
    await use(async (name, revisions, traffic) => {
      const namespace = 'default';
      await cluster.pull('speed', { speed: 30 });
      for (let number = 1; number <= revisions; number += 1) {
        const isLast = number === revisions;
        await cluster.apply(manifest(namespace, name, number, isLast ? traffic : undefined));
        await cluster.ready(namespace, name);
      }
      await cluster.pull('speed', { speed: 1 });
      return namespace;
    });
  },
});

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
