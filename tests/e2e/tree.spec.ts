import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { clusterKind } from '#tests/cluster/support/start-test-cluster.ts';
import type { TestCluster } from '#tests/cluster/support/test-cluster.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

// The output of `kubectl tree ksvc helloworld-go`; random parts of names are `*`.
const KUBECTL_TREE_WITH_ISTIO = `
Service/helloworld-go                                              True
  Configuration/helloworld-go                                      True
    Revision/helloworld-go-00001                                   True
      Deployment/helloworld-go-00001-deployment                    -
        ReplicaSet/helloworld-go-00001-deployment-*                -
          Pod/helloworld-go-00001-deployment-*-*                   True
      Image/helloworld-go-00001-cache-user-container               -
      PodAutoscaler/helloworld-go-00001                            True
        Metric/helloworld-go-00001                                 True
        ServerlessService/helloworld-go-00001                      True
          Endpoints/helloworld-go-00001                            -
            EndpointSlice/helloworld-go-00001-*                    -
          Service/helloworld-go-00001                              -
          Service/helloworld-go-00001-private                      -
            EndpointSlice/helloworld-go-00001-private-*            -
  Route/helloworld-go                                              True
    Ingress/helloworld-go                                          True
      VirtualService/helloworld-go-ingress                         -
      VirtualService/helloworld-go-mesh                            -
    Service/helloworld-go                                          -
`;
/** On the real cluster no networking layer creates objects; its KIngress status is simulated there. */
const KUBECTL_TREE = KUBECTL_TREE_WITH_ISTIO.trim()
  .split('\n')
  .filter((line) => clusterKind() === 'embedded' || !line.includes('VirtualService/'));
const SIZE = KUBECTL_TREE.length;
const BELOW_ROUTE = SIZE - 1 - KUBECTL_TREE.findIndex((line) => line.startsWith('  Route/'));

const TREE = '/services/tree/helloworld-go?tab=tree';

test.beforeAll(async ({ cluster }) => {
  await apply(cluster, '30-tree-namespace.yaml');
  await apply(cluster, '31-tree-helloworld-go.yaml');
  await cluster.ready('tree', 'helloworld-go');
});

test('the tree has the shape, order and readiness that kubectl tree prints', async ({ open }) => {
  const page = await open(TREE);
  await expect
    .poll(() => shapeOf(page))
    .toBe(KUBECTL_TREE.map((line) => line.replace(/ +(\S+)$/, ' $1')).join('\n'));
});

test('a node folds by mouse and keyboard, and folding all leaves only the Service', async ({ open }) => {
  const page = await open(TREE);
  const route = node(page, 'Route', 'helloworld-go');
  await expect(route).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('treeitem')).toHaveCount(SIZE);
  await route.locator('button').click();
  await expect(route).toHaveAttribute('aria-expanded', 'false');
  await expect(page.getByRole('treeitem')).toHaveCount(SIZE - BELOW_ROUTE);

  const root = node(page, 'Service', 'helloworld-go').first();
  await root.focus();
  await page.keyboard.press('End');
  await expect(route).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('treeitem')).toHaveCount(SIZE);
  await page.keyboard.press('ArrowRight');
  await expect(node(page, 'Ingress', 'helloworld-go')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(root).toBeFocused();
  await page.keyboard.press('ArrowDown');
  const configuration = node(page, 'Configuration', 'helloworld-go');
  await expect(configuration).toBeFocused();
  await page.keyboard.press('ArrowRight');
  const revision = node(page, 'Revision', 'helloworld-go-00001');
  await expect(revision).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(revision).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowLeft');
  await expect(configuration).toBeFocused();

  await page.getByRole('button', { name: 'Collapse all' }).click();
  await expect(page.getByRole('treeitem')).toHaveCount(1);
  await page.getByRole('button', { name: 'Expand all' }).click();
  await expect(page.getByRole('treeitem')).toHaveCount(SIZE);
});

test('a filter keeps matches and the path to them', async ({ open }) => {
  const page = await open(TREE);
  await page.getByRole('searchbox', { name: 'Filter the tree' }).fill('endpointslice private');
  await expect
    .poll(() => shapeOf(page))
    .toBe(
      [
        'Service/helloworld-go True',
        '  Configuration/helloworld-go True',
        '    Revision/helloworld-go-00001 True',
        '      PodAutoscaler/helloworld-go-00001 True',
        '        ServerlessService/helloworld-go-00001 True',
        '          Service/helloworld-go-00001-private -',
        '            EndpointSlice/helloworld-go-00001-private-* -',
      ].join('\n'),
    );
});

test('the YAML of a node opens by keyboard, and its URL leads there', async ({ open }) => {
  const page = await open(TREE);
  await node(page, 'Deployment', 'helloworld-go-00001-deployment').focus();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog', { name: 'Deployment helloworld-go-00001-deployment' });
  await expect(drawer).toContainText('kind: Deployment');
  await expect(drawer).not.toContainText('managedFields:');
  await drawer.getByRole('checkbox', { name: 'managedFields' }).check();
  await expect(drawer).toContainText('managedFields:');
  const address = page.url();
  expect(address).toContain('tab=tree');
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await page.goto(address);
  await expect(drawer).toContainText('kind: Deployment');
});

test('the tree follows the cluster: a new revision adds its own branch', async ({ open, cluster }) => {
  const page = await open(TREE);
  await expect(page.getByRole('treeitem')).toHaveCount(SIZE);
  await cluster.patchService('tree', 'helloworld-go', {
    spec: { template: { metadata: { annotations: { 'autoscaling.knative.dev/target': '20' } } } },
  });
  await expect(node(page, 'Revision', 'helloworld-go-00002')).toContainText('100 % routed');
  await expect(node(page, 'Deployment', 'helloworld-go-00002-deployment')).toBeVisible();
});

async function apply(cluster: TestCluster, file: string): Promise<void> {
  await cluster.apply(await readFile(`tests/fixtures/manifests/${file}`, 'utf8'));
}

function node(page: Page, kind: string, name: string): Locator {
  const title = new RegExp(` ${kind} \\S+/${name}$`);
  return page.locator(`[role=treeitem][data-kind=${kind}]`).filter({ has: page.getByTitle(title) });
}

/** The rows as text: two spaces per level, kind and name with random parts masked, ready. */
async function shapeOf(page: Page): Promise<string> {
  const rows = await page.getByRole('treeitem').evaluateAll((items) =>
    items.map((item) => ({
      level: Number(item.getAttribute('aria-level')),
      kind: item.getAttribute('data-kind') ?? '',
      name: item.querySelector('[title]')?.textContent ?? '',
      ready: item.children[1]?.textContent?.replace('ready ', '') ?? '',
    })),
  );
  return rows
    .map(({ level, kind, name, ready }) => `${'  '.repeat(level - 1)}${kind}/${masked(kind, name)} ${ready}`)
    .join('\n');
}

function masked(kind: string, name: string): string {
  if (kind === 'EndpointSlice') return name.replace(/-[a-z0-9]{5}$/, '-*');
  if (kind === 'ReplicaSet') return name.replace(/-[a-z0-9]{8,10}$/, '-*');
  if (kind === 'Pod') return name.replace(/-[a-z0-9]{8,10}-[a-z0-9]{5}$/, '-*-*');
  return name;
}
