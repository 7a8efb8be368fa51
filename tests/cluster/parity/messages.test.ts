import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RESOURCES } from '#simulator/apimachinery/resources.ts';
import { messageName } from '#simulator/protobuf/message-table.ts';
import { REVIEWS } from '#simulator/rbac/reviews.ts';
import { upstreamMessages } from '#tests/cluster/parity/upstream-messages.ts';
import { findGo } from '#tests/cluster/support/go-build.ts';

const TABLE = new URL('../../../simulator/protobuf/messages.ts', import.meta.url);

/** The folder of a module's source in Go's cache. */
function moduleFolder(module: string): string {
  const go = findGo('to read the fields of the built-in kinds');
  execFileSync(go, ['mod', 'download', module], { cwd: 'tests/cluster/knative' });
  return execFileSync(go, ['list', '-m', '-f', '{{.Dir}}', module], {
    cwd: 'tests/cluster/knative',
    encoding: 'utf8',
  }).trim();
}

/** Every built-in kind that is served, except those of other modules than k8s.io/api. */
const SERVED = [
  ...RESOURCES.filter(({ custom, group }) => !custom && group !== 'apiextensions.k8s.io'),
  ...REVIEWS.map((review) => ({ ...review, version: 'v1' })),
  { group: 'autoscaling', version: 'v1', kind: 'Scale' },
];

it('the message table matches what Kubernetes declares for every built-in kind', () => {
  const roots = SERVED.map(({ group, version, kind }) =>
    [group === '' ? 'core' : group.split('.')[0], version, kind].join('.'),
  );
  const packages = [...new Set(roots.map((root) => root.split('.').slice(0, 2).join('/')))];
  const table = upstreamMessages(
    { api: moduleFolder('k8s.io/api'), apimachinery: moduleFolder('k8s.io/apimachinery') },
    packages,
    [...roots, 'meta.v1.DeleteOptions'],
  );
  const source = readFileSync(TABLE, 'utf8');
  const written = source.replace(/`\n[\s\S]*\n`;/, () => `\`\n${table}\n\`;`);
  if (process.env['SLUICE_WRITE'] === '1') writeFileSync(TABLE, written);
  expect(readFileSync(TABLE, 'utf8')).toBe(written);
});

it.each(SERVED)('$kind of $group/$version is in the table', ({ group, version, kind }) => {
  expect(messageName(group === '' ? version : `${group}/${version}`, kind)).toBeDefined();
});
