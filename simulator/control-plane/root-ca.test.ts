import { describe, expect, it } from 'vitest';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { publishRootCa } from '#simulator/control-plane/root-ca.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';

const NAME = 'kube-root-ca.crt';

describe('the certificate authority', () => {
  it('is in every namespace, also in later ones, and comes back as it was', () => {
    const cluster = new ControllerTest();
    publishRootCa(cluster.store, 'PEM');
    cluster.store.create(KUBERNETES.namespace, { metadata: { name: 'later' } }, ADMIN);
    cluster.advance(1);
    for (const namespace of ['default', 'knative-serving', 'later']) {
      expect(cluster.get(KUBERNETES.configMap, NAME, namespace).data).toEqual({ 'ca.crt': 'PEM' });
    }
    const found = cluster.get(KUBERNETES.configMap, NAME);
    cluster.store.update(KUBERNETES.configMap, { ...found, data: { 'ca.crt': 'x', more: 'y' } }, ADMIN);
    cluster.store.delete(KUBERNETES.configMap, 'later', NAME, ADMIN);
    cluster.advance(1);
    for (const namespace of ['default', 'later']) {
      expect(cluster.get(KUBERNETES.configMap, NAME, namespace).data).toEqual({ 'ca.crt': 'PEM' });
    }
    expect(cluster.errors).toEqual([]);
  });

  it('does not hold up the deletion of a namespace', () => {
    const cluster = new ControllerTest();
    cluster.store.create(KUBERNETES.namespace, { metadata: { name: 'gone' } }, ADMIN);
    publishRootCa(cluster.store, 'PEM');
    cluster.advance(1);
    cluster.store.delete(KUBERNETES.namespace, undefined, 'gone', ADMIN);
    cluster.advance(10);
    expect(cluster.store.get(KUBERNETES.namespace, undefined, 'gone')).toBeUndefined();
  });
});
