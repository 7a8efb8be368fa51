import { describe, expect, test } from 'vitest';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';
import { type MappingParts, map, SERVICE } from '#simulator/testing/domain-mapping-testing.ts';

describe('admission refuses a domain mapping', () => {
  const REFUSED =
    'admission webhook "validation.webhook.serving.knative.dev" denied the request: validation failed: ';
  test.each<[string, MappingParts, string]>([
    [
      'whose name is not a domain',
      { name: 'hello' },
      'invalid name "hello": name: Invalid value: "hello": should be a domain with at least two segments separated by dots: metadata.name',
    ],
    [
      'inside the cluster’s domain',
      { name: 'hello.default.svc.cluster.local' },
      'invalid name "hello.default.svc.cluster.local": must not be a subdomain of cluster local domain "cluster.local": metadata.name',
    ],
    [
      'without a reference',
      { ref: {} },
      'missing field(s): spec.ref.apiVersion, spec.ref.kind, spec.ref.name',
    ],
    [
      'to another namespace',
      { ref: { ...SERVICE, namespace: 'other' } },
      'mismatched namespaces: spec.ref.namespace\nparent namespace: "default" does not match ref: "other"',
    ],
    ['with a group', { ref: { ...SERVICE, group: 'x' } }, 'must not set the field(s): spec.ref.group'],
  ])('%s', (_name, parts, message) => {
    const cluster = new ControllerTest();
    expect(() => map(cluster, parts)).toThrow(
      expect.objectContaining({ code: 400, reason: 'BadRequest', message: REFUSED + message }),
    );
  });

  test('whose creator changes', () => {
    const cluster = new ControllerTest();
    const mapping = map(cluster);
    const annotations = { ...mapping.metadata.annotations, 'serving.knative.dev/creator': 'someone' };
    expect(() =>
      cluster.store.update(
        KNATIVE.domainMapping,
        { ...mapping, metadata: { ...mapping.metadata, annotations } },
        ADMIN,
      ),
    ).toThrow(`${REFUSED}annotation value is immutable: metadata.annotations.serving.knative.dev/creator`);
  });
});
