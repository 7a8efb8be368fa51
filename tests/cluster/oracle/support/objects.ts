import * as fc from 'fast-check';
import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import { objectAnnotations } from './annotations.ts';
import { mostly, pick, rarely, sometimes, wire } from './arbitrary.ts';
import type { ServingKind, Wire } from './knative-oracle.ts';
import { type Mutation, mutate, mutation } from './mutation.ts';
import { revisionSpec, template } from './template.ts';
import { anyTraffic } from './traffic.ts';

const owner = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'svc', uid: 'u' };

const metadata = fc.record({
  name: mostly(pick<string | undefined>('svc'), pick('a.b', 'Svc', '', 'x'.repeat(64), '1a', undefined)),
  generateName: rarely(pick('svc-', 'S', '-', `${'x'.repeat(63)}-`)),
  namespace: fc.constant('default'),
  annotations: sometimes(objectAnnotations),
  labels: rarely(
    pick<Wire>(
      { 'serving.knative.dev/service': 'svc' },
      { 'serving.knative.dev/configuration': 'svc' },
      { a: 'b' },
    ),
  ),
  ownerReferences: rarely(pick<Wire[]>([owner], [{ ...owner, kind: 'Configuration' }], [])),
});

const specs: Record<ServingKind, fc.Arbitrary<Wire>> = {
  Service: fc.record({ template, traffic: sometimes(anyTraffic) }),
  Route: fc.record({ traffic: mostly<unknown>(anyTraffic, pick(undefined)) }),
  Configuration: fc.record({ template }),
  Revision: revisionSpec,
};

/** Any object of a kind as a client sends it. */
export const manifest = (kind: ServingKind): fc.Arbitrary<Wire> =>
  wire(
    fc.record({
      apiVersion: fc.constant('serving.knative.dev/v1'),
      kind: fc.constant(kind),
      metadata,
      spec: specs[kind],
    }),
  );

/** An update after the creation: based on the manifest, as with `kubectl apply`, or on the stored object, as with an editor. */
export interface Update {
  first: Wire;
  /** Stored without its defaults, as by a release that had fewer of them. */
  bare: boolean;
  from: 'manifest' | 'stored' | 'elsewhere';
  elsewhere: Wire;
  /** Parts that are taken from `elsewhere`. */
  parts: ('traffic' | 'template' | 'annotations')[];
  mutations: Mutation[];
}

export const update = (kind: ServingKind): fc.Arbitrary<Update> =>
  fc.record({
    first: manifest(kind),
    bare: mostly(fc.constant(false), fc.constant(true)),
    from: pick('manifest' as const, 'stored' as const, 'elsewhere' as const),
    elsewhere: manifest(kind),
    parts: fc.subarray(['traffic' as const, 'template' as const, 'annotations' as const]),
    mutations: fc.array(mutation, { maxLength: 2 }),
  });

/** The object that an update sends to change `stored`. */
export function sent({ first, from, elsewhere, parts, mutations }: Update, stored: Wire): Wire {
  if (from === 'elsewhere') return elsewhere;
  const base = structuredClone(from === 'stored' ? stored : first);
  const [spec, otherSpec] = [record(base, 'spec'), record(elsewhere, 'spec')];
  for (const part of parts) {
    if (part === 'annotations')
      record(base, 'metadata').annotations = record(elsewhere, 'metadata').annotations;
    else if (otherSpec[part] !== undefined) spec[part] = otherSpec[part];
  }
  return withProtocols(mutations.reduce(mutate, base));
}

/** Fills in `protocol`, as the API server does from the schema before it calls a webhook. */
function withProtocols(object: Wire): Wire {
  const fill = (key: string, value: unknown): unknown => {
    if (key === 'ports' && Array.isArray(value))
      return value.map((port) => (isRecord(port) ? { ...port, protocol: port.protocol || 'TCP' } : port));
    if (Array.isArray(value)) return value.map((item) => fill('', item));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(name, item)]));
  };
  return fill('', object) as Wire;
}

function record(object: Wire, field: string): Wire {
  return (object[field] ?? {}) as Wire;
}
