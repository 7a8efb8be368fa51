import { expect, test } from 'vitest';
import { LABEL } from '#lib/knative/labels.ts';
import type { TrimmedService } from '#lib/knative/trimmed.ts';
import { ObjectStore } from '#lib/kubernetes/object-store.ts';
import { ServiceIndex, type SummaryKind } from '#server/live/service-index.ts';
import { serviceKeyOf } from '#server/live/service-key.ts';
import {
  configuration,
  kIngress,
  knativeService,
  metadata,
  pod,
  podAutoscaler,
  revision,
  route,
} from '#tests/builders.ts';

const service = knativeService();

function fixture() {
  const dirty: string[] = [];
  const index = new ServiceIndex((key) => dirty.push(key));
  const store = (kind: SummaryKind) => {
    const made = new ObjectStore((error) => {
      throw error;
    });
    index.attach(kind, made);
    return made;
  };
  return { index, dirty, store };
}

test.each([
  ['a Service', service],
  ['its Route', route(service)],
  ['its Configuration', configuration(service)],
  ['its KIngress', kIngress(service, {})],
  ['its Revision', revision()],
  ['its PodAutoscaler', podAutoscaler()],
  ['its pod', pod()],
  [
    'a Route known only by its owner',
    { ...route(service), metadata: { ...route(service).metadata, labels: {} } },
  ],
  [
    'a VirtualService known only by its Route',
    {
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      metadata: metadata('x', { labels: { [LABEL.route]: 'hello' } }),
    },
  ],
])('%s belongs to the Service', (_, object) => {
  expect(serviceKeyOf(object)).toBe('default/hello');
});

test.each([
  ['a core Service without labels', { apiVersion: 'v1', kind: 'Service', metadata: metadata('hello') }],
  ['a pod without labels', pod({ metadata: { labels: {} } })],
])('%s belongs to none', (_, object) => {
  expect(serviceKeyOf(object)).toBeUndefined();
});

test('collects what belongs to a Service, in any order of arrival', () => {
  const { index, store } = fixture();
  store('pod').apply(pod());
  store('revision').apply(revision());
  expect(index.get('default/hello')).toBeUndefined();
  store('service').apply(service);
  store('route').apply(route(service));
  const objects = index.get('default/hello');
  expect([
    objects?.service.kind,
    objects?.route?.kind,
    objects?.revisions.length,
    objects?.pods.length,
  ]).toEqual(['Service', 'Route', 1, 1]);
});

test('includes what a store holds before it is attached', () => {
  const { index, dirty } = fixture();
  const store = new ObjectStore<TrimmedService>((error) => {
    throw error;
  });
  store.apply(service);
  index.attach('service', store);
  expect([index.get('default/hello')?.service, dirty]).toEqual([service, ['default/hello']]);
});

test('a change affects only its own Service', () => {
  const { store, dirty } = fixture();
  const pods = store('pod');
  pods.apply(pod());
  pods.apply(pod({ service: 'other' }));
  pods.delete(pod());
  expect(dirty).toEqual(['default/hello', 'default/other', 'default/hello']);
});

test('a label that names another Service moves the object and affects both', () => {
  const { index, store, dirty } = fixture();
  const [services, pods] = [store('service'), store('pod')];
  services.apply(service);
  services.apply(knativeService({ name: 'other' }));
  pods.apply(pod());
  dirty.length = 0;
  pods.apply(pod({ metadata: { resourceVersion: '2', labels: { [LABEL.service]: 'other' } } }));
  expect(dirty).toEqual(['default/hello', 'default/other']);
  expect([index.get('default/hello')?.pods.length, index.get('default/other')?.pods.length]).toEqual([0, 1]);
});

test('several stores of a kind, one per namespace, work together', () => {
  const { index, store } = fixture();
  store('service').apply(service);
  store('service').apply(knativeService({ metadata: { namespace: 'shop' } }));
  expect(
    [index.get('default/hello'), index.get('shop/hello')].map((it) => it?.service.metadata.namespace),
  ).toEqual(['default', 'shop']);
});
