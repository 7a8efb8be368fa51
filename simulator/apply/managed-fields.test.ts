import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INGRESS_IMPLEMENTATION } from '#lib/knative/resources.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { RESOURCES, type ResourceDefinition, sameType } from '#simulator/apimachinery/resources.ts';
import { compareFields, unionFields, withoutFields } from '#simulator/apply/field-set.ts';
import { updateManagedFields } from '#simulator/apply/managed-fields.ts';
import { rootShape } from '#simulator/apply/root-shape.ts';

function definitionOf(type: { group: string; resource: string }): ResourceDefinition {
  const found = RESOURCES.find((definition) => sameType(definition, type));
  if (found === undefined) throw new Error(`${type.resource} is not stored`);
  return found;
}

const field = fc.constantFrom('a', 'b', 'traffic', 'volumes');
const value = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.integer({ min: 0, max: 3 }),
    fc.dictionary(field, tie('tree'), { maxKeys: 3 }),
    fc.uniqueArray(fc.record({ name: fc.constantFrom('x', 'y', 'z'), n: fc.integer({ min: 0, max: 2 }) }), {
      selector: (item) => item.name,
      maxLength: 3,
    }),
  ),
})).tree;
const write = fc.record({
  manager: fc.constantFrom('kubectl', 'sluice', 'controller'),
  // An object without any managed field is no longer tracked, so one field is always present.
  spec: fc.dictionary(field, value, { maxKeys: 4 }).map((spec) => ({ ...spec, always: true })),
});

describe('managedFields', () => {
  it.each([
    ['custom', definitionOf(INGRESS_IMPLEMENTATION.virtualService)],
    ['built-in', definitionOf(KUBERNETES.pod)],
  ])('name an owner for every field of a %s object, and for no other, after any writes', (_name, definition) => {
    const shape = rootShape(definition);
    fc.assert(
      fc.property(fc.array(write, { minLength: 1, maxLength: 6 }), (writes) => {
        let object: StoredObject | undefined;
        for (const { manager, spec } of writes) {
          const metadata = { name: 'x', uid: 'u', resourceVersion: '1', creationTimestamp: '' };
          const next: StoredObject = { apiVersion: 'v1', kind: definition.kind, metadata, spec };
          const writer = { manager, subresource: '' as const, time: '2026-01-01T00:00:00Z' };
          next.metadata.managedFields = updateManagedFields(definition, object, next, writer);
          object = next;
        }
        const before = definition.custom ? {} : { spec: {} };
        const all = compareFields(before, { spec: object?.['spec'] }, shape).written ?? {};
        const owned = (object?.metadata.managedFields ?? []).reduce(
          (union, entry) => unionFields(union, entry.fieldsV1 ?? {}),
          {} as Record<string, unknown>,
        );
        expect(withoutFields(all, { '.': {}, ...owned })).toBeUndefined();
        expect(withoutFields({ '.': {}, ...owned }, { '.': {}, ...all })).toBeUndefined();
      }),
    );
  });

  it('assign the writer what it wrote and remove it from the others', () => {
    const before = { spec: { traffic: [1], template: { spec: { containers: [] } } } };
    const after = { spec: { traffic: [2], template: { spec: { containers: [], timeoutSeconds: 5 } } } };
    expect(compareFields(before, after, rootShape(definitionOf(KNATIVE.service)))).toEqual({
      removed: undefined,
      written: { 'f:spec': { 'f:traffic': {}, 'f:template': { 'f:spec': { 'f:timeoutSeconds': {} } } } },
    });
  });
});
