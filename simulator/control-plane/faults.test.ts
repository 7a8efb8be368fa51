import { describe, expect, it } from 'vitest';
import { type AdmissionPlugin, StatusError } from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { allControllers } from '#simulator/control-plane/cluster.ts';
import type { Controller } from '#simulator/knative/reconciler/controller.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';

const QUIET = { annotations: { 'simulator.sluice.dev/load': '0' } };
const LONG_S = 3600;

/** breakable makes every method of a controller throw while `isBroken` returns true. */
function breakable(controller: Controller, isBroken: () => boolean): Controller {
  const check = (): void => {
    if (isBroken()) throw new TypeError(`a fault of ${controller.name}`);
  };
  return {
    ...controller,
    watches: controller.watches.map((watch) => ({
      type: watch.type,
      concerns(object, context, event) {
        check();
        return watch.concerns(object, context, event);
      },
    })),
    reconcile(context, object, type) {
      check();
      return controller.reconcile(context, object, type);
    },
    gone(context, name) {
      check();
      controller.gone?.(context, name);
    },
  };
}

/** refusalOf throws on a user's writes while `isBroken` returns true. */
function refusalOf(user: string, isBroken: () => boolean, error: Error): AdmissionPlugin {
  return {
    validate(request) {
      if (isBroken() && request.user.name.endsWith(`:${user}`)) throw error;
    },
  };
}

const REFUSALS = [
  ['refuses', new StatusError(400, 'BadRequest', 'denied the request')],
  ['fails', new TypeError('a fault of admission')],
] as const;

describe('a fault of one controller', () => {
  it.each(allControllers().map(({ name }) => name))('of the %s does not end the cluster', (name) => {
    let broken = true;
    const controllers = allControllers().map((one) =>
      one.name === name ? breakable(one, () => broken) : one,
    );
    // Certificates give every controller work.
    const network = { 'external-domain-tls': 'Enabled' };
    const cluster = new ControllerTest({}, { 'config-network': network }, { controllers });
    cluster.apply('hello', QUIET);
    cluster.mapDomain('hello.test', 'hello');
    cluster.advance(10);
    expect(cluster.errors).toContainEqual(expect.objectContaining({ message: `a fault of ${name}` }));
    broken = false;
    cluster.apply('hello', { ...QUIET, env: 'again' });
    cluster.advance(LONG_S);
    expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
    expect(cluster.condition(KNATIVE.domainMapping, 'hello.test', 'Ready')).toBe('True');
  });
});

describe('a write of the garbage collector that admission blocks', () => {
  it.each(REFUSALS)('is retried until it succeeds when admission %s', (_how, error) => {
    let broken = true;
    const plugins = [refusalOf('generic-garbage-collector', () => broken, error)];
    const cluster = new ControllerTest({}, {}, { plugins });
    cluster.apply('kept', QUIET);
    cluster.apply('background', QUIET);
    cluster.apply('foreground', QUIET);
    cluster.apply('orphaned', QUIET);
    cluster.advance(10);
    for (const [name, propagation] of [
      ['background', 'Background'],
      ['foreground', 'Foreground'],
      ['orphaned', 'Orphan'],
    ] as const) {
      cluster.store.delete(KNATIVE.service, 'default', name, { ...ADMIN, propagation });
    }
    cluster.advance(60);
    expect(cluster.errors).toContain(error);
    expect(cluster.condition(KNATIVE.service, 'kept', 'Ready')).toBe('True');
    const left = cluster.store.list(KNATIVE.service).map(({ metadata }) => metadata.name);
    expect(left).toEqual(['foreground', 'kept', 'orphaned']);
    broken = false;
    cluster.advance(LONG_S);
    // Knative prevents anyone from changing the owners of what a Service created, so orphaning such an object is retried forever.
    expect(cluster.store.list(KNATIVE.service).map(({ metadata }) => metadata.name)).not.toContain(
      'foreground',
    );
    const configurations = cluster.store.list(KNATIVE.configuration).map(({ metadata }) => metadata.name);
    expect(configurations).not.toContain('background');
  });

  it('happens when a changed Knative setting refuses a write: the cluster continues, and the Service is deleted once allowed', () => {
    const allow = (value: string): void => {
      const found = cluster.get(KUBERNETES.configMap, 'config-autoscaler', 'knative-serving');
      const data = { 'allow-zero-initial-scale': value };
      cluster.store.update(KUBERNETES.configMap, { ...found, data }, ADMIN);
    };
    const cluster = new ControllerTest({}, { 'config-autoscaler': { 'allow-zero-initial-scale': 'true' } });
    cluster.apply('z', { ...QUIET, templateAnnotations: { 'autoscaling.knative.dev/initial-scale': '0' } });
    cluster.advance(10);
    allow('false');
    cluster.store.delete(KNATIVE.service, 'default', 'z', { ...ADMIN, propagation: 'Foreground' });
    cluster.advance(30);
    expect(cluster.get(KNATIVE.service, 'z').metadata.finalizers).toEqual(['foregroundDeletion']);
    cluster.apply('other', QUIET);
    cluster.advance(30);
    expect(cluster.condition(KNATIVE.service, 'other', 'Ready')).toBe('True');
    allow('true');
    cluster.advance(LONG_S);
    expect(cluster.store.get(KNATIVE.service, 'default', 'z')).toBeUndefined();
  });
});

describe('a namespace that is being deleted', () => {
  it.each(
    REFUSALS,
  )('reports why its content stays while admission %s, and is deleted later', (_how, error) => {
    let broken = true;
    const plugins = [refusalOf('namespace-controller', () => broken, error)];
    const cluster = new ControllerTest({}, {}, { plugins });
    cluster.store.create(KUBERNETES.namespace, { metadata: { name: 'team' } }, ADMIN);
    const configMap = { metadata: { name: 'one', namespace: 'team' } };
    cluster.store.create(KUBERNETES.configMap, configMap, ADMIN);
    cluster.store.delete(KUBERNETES.namespace, undefined, 'team', ADMIN);
    cluster.advance(10);
    expect(cluster.store.get(KUBERNETES.configMap, 'team', 'one')).toBeDefined();
    broken = false;
    cluster.advance(60);
    expect(cluster.store.get(KUBERNETES.namespace, undefined, 'team')).toBeUndefined();
  });

  it('reports what could not be deleted', () => {
    const error = new StatusError(403, 'Forbidden', 'it is pinned');
    const plugin: AdmissionPlugin = {
      validate({ operation, object }) {
        if (operation === 'DELETE' && object.metadata.name === 'pinned') throw error;
      },
    };
    const cluster = new ControllerTest({}, {}, { plugins: [plugin] });
    cluster.store.create(KUBERNETES.namespace, { metadata: { name: 'team' } }, ADMIN);
    for (const name of ['free', 'pinned']) {
      cluster.store.create(KUBERNETES.configMap, { metadata: { name, namespace: 'team' } }, ADMIN);
    }
    cluster.store.delete(KUBERNETES.namespace, undefined, 'team', ADMIN);
    cluster.advance(10);
    expect(cluster.store.list(KUBERNETES.configMap, 'team').map(({ metadata }) => metadata.name)).toEqual([
      'pinned',
    ]);
    const namespace = cluster.store.get(KUBERNETES.namespace, undefined, 'team');
    expect(namespace?.['status']).toMatchObject({
      conditions: expect.arrayContaining([
        expect.objectContaining({
          type: 'NamespaceDeletionContentFailure',
          status: 'True',
          message: 'Failed to delete all resource types, 1 remaining: it is pinned',
        }),
      ]) as unknown,
    });
  });
});
