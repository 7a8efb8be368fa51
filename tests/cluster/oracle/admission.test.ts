import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KNATIVE } from '#lib/knative/resources.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import {
  type AdmissionRequest,
  StatusError,
  type Stored,
  type StoredObject,
} from '#simulator/apimachinery/contract.ts';
import { knativeAdmission } from '#simulator/knative/admission/admission.ts';
import { SHIPPED_FEATURES } from '#simulator/knative/config/feature-flags.ts';
import { agree } from './support/agreement.ts';
import { withFieldsOfDiff } from './support/diff-text.ts';
import { KnativeOracle, type ServingKind, type Wire } from './support/knative-oracle.ts';
import { manifest, sent, update } from './support/objects.ts';

const USER = 'ada';
const TYPES: Record<ServingKind, ResourceType> = {
  Service: KNATIVE.service,
  Route: KNATIVE.route,
  Configuration: KNATIVE.configuration,
  Revision: KNATIVE.revision,
};

/** A cluster without ConfigMaps counts as one with Knative's defaults; this one has at most one more. */
function clusterWith(features: Record<string, string> | undefined): AdmissionRequest['store'] {
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {}, data: features };
  return {
    get: <T extends KubeObject>(_type: ResourceType<T>, _namespace: string | undefined, name: string) =>
      features !== undefined && name === 'config-features' ? (configMap as unknown as Stored<T>) : undefined,
    list: () => [],
    create: () => {
      throw new Error('only a dry run creates a pod');
    },
  };
}

let oracle: KnativeOracle;
beforeAll(async () => {
  oracle = await KnativeOracle.start();
});
afterAll(() => oracle.stop());

/** The message of a refusal, the object with its defaults, and the warnings. */
interface Said {
  warnings: string[];
  denied?: string;
  object?: Wire;
}

/** Runs the embedded cluster's admission on a write: returns the object as stored, and the refusal. */
function admitOurs(
  kind: ServingKind,
  object: Wire,
  old: Wire | undefined,
  features: Record<string, string> | undefined,
): Said {
  const warnings: string[] = [];
  const request = {
    operation: old === undefined ? ('CREATE' as const) : ('UPDATE' as const),
    type: TYPES[kind],
    subresource: '' as const,
    object: structuredClone(object) as unknown as StoredObject,
    old: old as unknown as StoredObject | undefined,
    user: { name: USER, groups: [] },
    dryRun: false,
    store: clusterWith(features),
    warn: (text: string) => void warnings.push(text),
  };

  let mutated = false;
  try {
    knativeAdmission.mutate?.(request);
    mutated = true;
    knativeAdmission.validate?.(request);
    return { object: request.object, warnings };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { denied: error.message, warnings, ...(mutated ? { object: request.object } : {}) };
  }
}

/** Returns both verdicts on the same write: the messages, and what would be stored as Go decodes it. */
async function ask(
  kind: ServingKind,
  object: Wire,
  old?: Wire,
  features?: Record<string, string>,
): Promise<{ ours: Said; theirs: Said }> {
  const ours = admitOurs(kind, object, old, features);
  const request = { kind, user: USER, new: object, old, ours: ours.object };
  const theirs = await oracle.admit(features === undefined ? request : { ...request, features });
  return {
    ours: { ...ours, denied: withFieldsOfDiff(ours.denied), object: theirs.ours },
    theirs: {
      warnings: theirs.warnings ?? [],
      denied: withFieldsOfDiff(theirs.denied),
      object: theirs.object,
    },
  };
}

describe.each<[ServingKind, creations: number, updates: number]>([
  ['Service', 3000, 3000],
  ['Route', 1000, 500],
  ['Configuration', 500, 500],
  ['Revision', 500, 500],
])('a %s', (kind, creations, updates) => {
  test('is created with the same defaults and warnings, or refused with the same message', async () => {
    await agree(`${kind} created`, manifest(kind), creations, async (object) => {
      const { ours, theirs } = await ask(kind, object);
      expect(ours).toEqual(theirs);
    });
  });

  test('is updated with the same defaults and warnings, or refused with the same message', async () => {
    await agree(`${kind} updated`, update(kind), updates, async (change) => {
      const { first, bare } = change;
      const created = await oracle.admit({ kind, user: 'grace', new: first, ours: first });
      const old = bare ? created.ours : created.object;
      if (old === undefined) throw new Error(`not created: ${created.denied}`);
      const { ours, theirs } = await ask(kind, sent(change, old), old);
      expect(ours).toEqual(theirs);
    });
  });
});

describe('a Revision with feature flags', () => {
  const flags = fc.constantFrom(
    'Enabled',
    'enabled',
    'Allowed',
    'Disabled',
    'AllowRootBounded',
    'nonsense',
    '',
  );
  const names = Object.keys(SHIPPED_FEATURES);
  const features = fc.dictionary(fc.constantFrom(...names), flags, { maxKeys: 12 });

  test('is created with the same defaults and warnings, or refused with the same message', async () => {
    const cases = fc.record({ object: manifest('Revision'), features });
    await agree('Revision with features', cases, 3000, async (one) => {
      const { ours, theirs } = await ask('Revision', one.object, undefined, one.features);
      expect(ours).toEqual(theirs);
    });
  });

  test('with several containers is refused when that is disabled', async () => {
    const containers = [
      { image: 'a', name: 'a', ports: [{ containerPort: 80, protocol: 'TCP' }] },
      { image: 'b' },
    ];
    const metadata = { name: 'svc', namespace: 'default' };
    const object = { apiVersion: 'serving.knative.dev/v1', kind: 'Revision', metadata, spec: { containers } };
    const off = Object.fromEntries(names.map((name) => [name, 'disabled']));
    const { ours, theirs } = await ask('Revision', object, undefined, off);
    expect(ours).toEqual(theirs);
    expect(ours.denied).toContain('multi-container is off, but found 2 containers');
  });
});
