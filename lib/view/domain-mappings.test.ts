import { expect, test } from 'vitest';
import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import { mappingProblem, mappingsOf } from '#lib/view/domain-mappings.ts';
import { noticesOf } from '#lib/view/notices.ts';
import { projectServiceHead } from '#lib/view/project-head.ts';
import { condition, knativeService, metadata, NOW, revision, serviceObjects } from '#tests/builders.ts';

const mapping = (
  host: string,
  ref: Partial<DomainMapping['spec']['ref']> = {},
  ready = condition('Ready', 'True'),
): DomainMapping => ({
  apiVersion: 'serving.knative.dev/v1beta1',
  kind: 'DomainMapping',
  metadata: metadata(host),
  spec: { ref: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'hello', ...ref } },
  status: { url: `http://${host}`, conditions: [ready] },
});
const claimed = condition(
  'Ready',
  'False',
  'DomainAlreadyClaimed',
  'The domain name is already in use by another DomainMapping',
);

test('a Service’s domains are those that reference it or the Route of its name', () => {
  const elsewhere = mapping('far.example.org');
  elsewhere.metadata.namespace = 'other';
  const mappings = [
    mapping('b.example.org'),
    mapping('a.example.org', { kind: 'Route' }),
    mapping('group.example.org', { apiVersion: undefined, group: 'serving.knative.dev' }),
    mapping('core.example.org', { apiVersion: 'v1' }),
    mapping('other.example.org', { name: 'other' }),
    { ...mapping('bare.example.org'), spec: undefined as unknown as DomainMapping['spec'] },
    elsewhere,
  ];
  expect(mappingsOf(knativeService(), mappings).map(({ host }) => host)).toEqual([
    'a.example.org',
    'b.example.org',
    'group.example.org',
  ]);
});

test.each([
  [condition('Ready', 'True'), null],
  [claimed, 'x.org does not point here: The domain name is already in use by another DomainMapping'],
  [
    condition('Ready', 'Unknown', 'IngressNotConfigured'),
    'x.org does not point here yet: IngressNotConfigured',
  ],
])('a domain whose %o', (ready, problem) => {
  const [view] = mappingsOf(knativeService(), [mapping('x.org', {}, ready)]);
  expect(view === undefined ? undefined : mappingProblem(view)).toBe(problem);
});

test('a failed domain is reported on the page of a healthy Service', () => {
  const objects = serviceObjects(knativeService(), { revisions: [revision()] });
  const head = projectServiceHead(objects, NOW, new Map([['hello-00001', 100]]), [
    mapping('x.org', {}, claimed),
  ]);
  expect(noticesOf(head).map(({ tone, text }) => [tone, text])).toEqual([
    ['warn', 'x.org does not point here: The domain name is already in use by another DomainMapping.'],
  ]);
});
