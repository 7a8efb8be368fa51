import { describe, expect, test } from 'vitest';
import { LABEL } from '#lib/knative/labels.ts';
import type { TrimmedService } from '#lib/knative/trimmed.ts';
import { ObjectStore } from '#lib/kubernetes/object-store.ts';
import { ServiceIndex, type SummaryKind } from '#server/live/service-index.ts';
import { serviceKeyOf } from '#server/live/service-key.ts';
import {
  condition,
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
  const attached = (kind: SummaryKind) => {
    const made = new ObjectStore((error) => {
      throw error;
    });
    return { store: made, detach: index.attach(kind, made) };
  };
  return { index, dirty, attached, store: (kind: SummaryKind) => attached(kind).store };
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

test('only existing Services are listed, whatever else carries their names', () => {
  const { index, store } = fixture();
  store('service').apply(service);
  store('pod').apply(pod({ service: 'gone' }));
  expect([[...index.keys()], index.has('default/gone')]).toEqual([['default/hello'], false]);
});

describe('a detached store', () => {
  test('takes its objects along, once, and is not followed anymore', () => {
    const { index, dirty, attached } = fixture();
    const { store, detach } = attached('service');
    store.apply(service);
    detach();
    expect([index.has('default/hello'), dirty]).toEqual([false, ['default/hello', 'default/hello']]);
    detach();
    store.apply(knativeService({ name: 'other' }));
    expect([index.has('default/other'), dirty.length]).toEqual([false, 2]);
  });

  test('leaves the objects that another store of the kind holds', () => {
    const { index, attached, store } = fixture();
    const { store: cluster, detach } = attached('service');
    cluster.apply(service);
    const kept = knativeService({ metadata: { resourceVersion: '2' } });
    store('service').apply(kept);
    detach();
    expect(index.get('default/hello')?.service).toBe(kept);
  });
});

test('the KIngress that its controller confirmed last stays known while a change is in progress', () => {
  const { index, store } = fixture();
  const ingresses = store('kIngress');
  store('service').apply(service);
  const ready = (status: 'True' | 'Unknown', resourceVersion: string) => {
    const made = kIngress(
      service,
      { 'hello-00001': 100 },
      { status: { conditions: [condition('Ready', status)] } },
    );
    return { ...made, metadata: { ...made.metadata, resourceVersion } };
  };
  const confirmed = ready('True', '1');
  const pending = ready('Unknown', '2');
  ingresses.apply(confirmed);
  ingresses.apply(pending);
  expect(index.get('default/hello')).toMatchObject({ kIngress: pending, confirmedIngress: confirmed });
  ingresses.delete(pending);
  expect(index.get('default/hello')?.confirmedIngress).toBeUndefined();
});

describe('a Route that belongs to no Service', () => {
  const made = route(service);
  const stray = { ...made, metadata: { ...made.metadata, labels: {}, ownerReferences: [] } };

  test('affects the page of its name, until it is deleted', () => {
    const { index, dirty, store } = fixture();
    const routes = store('route');
    routes.apply(stray);
    expect([index.strays('default/hello'), dirty]).toEqual([[stray], ['default/hello']]);
    routes.delete(stray);
    expect([index.strays('default/hello'), dirty]).toEqual([[], ['default/hello', 'default/hello']]);
  });

  test('is no longer one once it gets a label', () => {
    const { index, store } = fixture();
    const routes = store('route');
    routes.apply(stray);
    routes.apply({ ...made, metadata: { ...made.metadata, resourceVersion: '2' } });
    expect(index.strays('default/hello')).toEqual([]);
  });
});

describe('a Revision that a Service’s traffic names', () => {
  const named = knativeService({
    name: 'hello',
    traffic: [
      { revisionName: 'other-00001', percent: 90 },
      { revisionName: 'hello-00001', percent: 10 },
    ],
  });

  function shared() {
    const given = fixture();
    const stores = {
      services: given.store('service'),
      revisions: given.store('revision'),
      autoscalers: given.store('podAutoscaler'),
      pods: given.store('pod'),
    };
    stores.services.apply(named);
    stores.services.apply(knativeService({ name: 'other' }));
    given.dirty.length = 0;
    return { ...given, ...stores };
  }

  test('affects that Service with its autoscaler and pods, although another one owns it', () => {
    const { dirty, revisions, autoscalers, pods } = shared();
    for (const [store, object] of [
      [revisions, revision({ service: 'other' })],
      [autoscalers, podAutoscaler({ service: 'other' })],
      [pods, pod({ service: 'other' })],
    ] as const) {
      dirty.length = 0;
      store.apply(object);
      expect(dirty.toSorted()).toEqual(['default/hello', 'default/other']);
    }
  });

  test('is foreign to it with its own autoscaler and pods, and no others', () => {
    const { index, revisions, autoscalers, pods } = shared();
    const [theirs, scaler, theirPod] = [
      revision({ service: 'other' }),
      podAutoscaler({ service: 'other' }),
      pod({ service: 'other' }),
    ];
    for (const made of [theirs, revision({ service: 'other', generation: 2 }), revision()])
      revisions.apply(made);
    for (const made of [scaler, podAutoscaler()]) autoscalers.apply(made);
    for (const made of [theirPod, pod({ service: 'other', generation: 2 }), pod()]) pods.apply(made);
    expect(index.get('default/hello')?.foreign).toEqual({
      revisions: [theirs],
      podAutoscalers: [scaler],
      pods: [theirPod],
    });
  });

  test('affects it by its name, too, after it lost its label; its autoscaler and pods are found', () => {
    const { index, dirty, revisions, autoscalers, pods } = shared();
    autoscalers.apply(podAutoscaler());
    pods.apply(pod());
    dirty.length = 0;
    const lost = revision({ metadata: { labels: {} } });
    revisions.apply(lost);
    expect(dirty).toEqual(['default/hello']);
    expect(index.get('default/hello')?.foreign).toEqual({
      revisions: [lost],
      podAutoscalers: [podAutoscaler()],
      pods: [pod()],
    });
  });

  test('whose name fits a Service that does not exist affects no page', () => {
    const { dirty, revisions } = shared();
    revisions.apply(revision({ service: 'gone', metadata: { labels: {} } }));
    expect(dirty).toEqual([]);
  });
});
