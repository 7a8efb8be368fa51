import { expect, test } from '#tests/e2e/support/test.ts';

test('the overview shows every Service and follows a change made with kubectl', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('follows', 2, [
    { revisionName: 'follows-v1', percent: 60 },
    { revisionName: 'follows-v2', percent: 40 },
  ]);
  const page = await open('?q=follows');
  const row = page.getByRole('row', { name: /follows/ });
  await expect(row).toContainText('60 %');
  await cluster.patchService(namespace, 'follows', {
    spec: {
      traffic: [
        { revisionName: 'follows-v1', percent: 25 },
        { revisionName: 'follows-v2', percent: 75 },
      ],
    },
  });
  await expect(row).toContainText('75 %');
});
