import { describe, expect, it } from 'vitest';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { Deployment, ReplicaSet } from '#simulator/apimachinery/wire-types.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const LONG_S = 30;

const template = (image: string, annotations: object = {}): object => ({
  metadata: { labels: { app: 'web' }, annotations },
  spec: { containers: [{ name: 'c', image }] },
});

/** A Deployment `web` of two pods, and its rollouts. */
class Rollouts {
  readonly cluster = new ControllerTest();

  constructor(changes: object = {}) {
    const selector = { matchLabels: { app: 'web' } };
    const spec = { replicas: 2, selector, template: template('web:1'), ...changes };
    const metadata = { name: 'web', namespace: 'default' };
    this.cluster.store.create(KUBERNETES.deployment, { metadata, spec }, ADMIN);
    this.cluster.advance(LONG_S);
  }

  change(changes: object, seconds = LONG_S): void {
    const { deployment } = this;
    const next = { ...deployment, spec: { ...deployment.spec, ...changes } };
    this.cluster.store.update(KUBERNETES.deployment, next, ADMIN);
    this.cluster.advance(seconds);
  }

  get deployment(): Stored<Deployment> {
    return this.cluster.get(KUBERNETES.deployment, 'web');
  }

  get replicaSets(): Stored<ReplicaSet>[] {
    return [...this.cluster.store.ownedBy(this.deployment.metadata.uid, KUBERNETES.replicaSet)].sort(
      (a, b) => Number(revision(a)) - Number(revision(b)),
    );
  }

  /** Each revision with its image and number of pods. */
  get revisions(): string[] {
    return this.replicaSets.map(
      (one) =>
        `${revision(one)} ${one.spec.template.spec.containers[0]?.image ?? ''} ${one.status?.replicas ?? 0}`,
    );
  }
}

const revision = ({ metadata }: Stored<ReplicaSet>): string => metadata.annotations?.[REVISION] ?? '';

describe('a Deployment whose template changes', () => {
  it('keeps the ReplicaSets of earlier templates, without pods', () => {
    const rollouts = new Rollouts();
    rollouts.change({ template: template('web:2') });
    rollouts.change({ template: template('web:3') });
    expect(rollouts.revisions).toEqual(['1 web:1 0', '2 web:2 0', '3 web:3 2']);
    expect(rollouts.deployment.metadata.annotations?.[REVISION]).toBe('3');
    expect(rollouts.deployment.status).toMatchObject({
      replicas: 2,
      updatedReplicas: 2,
      availableReplicas: 2,
    });
    expect(rollouts.cluster.condition(KUBERNETES.deployment, 'web', 'Progressing')).toContain(
      'True NewReplicaSetAvailable',
    );
    expect(rollouts.cluster.errors).toEqual([]);
  });

  it('makes the revision that it returns to the newest', () => {
    const rollouts = new Rollouts();
    rollouts.change({ template: template('web:2') });
    rollouts.change({ template: template('web:1') });
    expect(rollouts.revisions).toEqual(['2 web:2 0', '3 web:1 2']);
    expect(rollouts.replicaSets.at(-1)?.metadata.annotations?.[HISTORY]).toBe('1');
  });

  it('keeps its old pods while new ones do not start, and counts both', () => {
    const rollouts = new Rollouts();
    rollouts.change({ template: template('web:2', { 'simulator.sluice.dev/pod': 'unschedulable' }) });
    expect(rollouts.revisions).toEqual(['1 web:1 2', '2 web:2 1']);
    expect(rollouts.deployment.status).toMatchObject({
      replicas: 3,
      updatedReplicas: 1,
      availableReplicas: 2,
      unavailableReplicas: 1,
    });
    expect(rollouts.cluster.condition(KUBERNETES.deployment, 'web', 'Available')).toContain('True');
    rollouts.cluster.advance(600);
    expect(rollouts.cluster.condition(KUBERNETES.deployment, 'web', 'Progressing')).toContain(
      'False ProgressDeadlineExceeded',
    );
  });

  it('forgets the oldest revisions beyond its limit', () => {
    const rollouts = new Rollouts({ revisionHistoryLimit: 1 });
    for (const image of ['web:2', 'web:3', 'web:4']) rollouts.change({ template: template(image) });
    expect(rollouts.revisions).toEqual(['3 web:3 0', '4 web:4 2']);
  });

  it('ends its old pods first when it recreates them', () => {
    const rollouts = new Rollouts({ strategy: { type: 'Recreate' } });
    rollouts.change({ template: template('web:2') }, 1);
    expect(rollouts.deployment.status?.readyReplicas).toBeUndefined();
    rollouts.cluster.advance(LONG_S);
    expect(rollouts.revisions).toEqual(['1 web:1 0', '2 web:2 2']);
  });

  it('waits while it is paused, and still observes its generation', () => {
    const rollouts = new Rollouts();
    rollouts.change({ paused: true, template: template('web:2') });
    expect(rollouts.revisions).toEqual(['1 web:1 2']);
    expect(rollouts.deployment.status?.observedGeneration).toBe(rollouts.deployment.metadata.generation);
    rollouts.change({ paused: false });
    expect(rollouts.revisions).toEqual(['1 web:1 0', '2 web:2 2']);
  });

  it('makes another ReplicaSet when someone changed the template of its own', () => {
    const rollouts = new Rollouts();
    const [own] = rollouts.replicaSets;
    if (own === undefined) throw new Error('no ReplicaSet');
    const containers = [{ name: 'c', image: 'other:1' }];
    const changed = { ...own.spec.template, spec: { ...own.spec.template.spec, containers } };
    const next = { ...own, spec: { ...own.spec, template: changed } };
    rollouts.cluster.store.update(KUBERNETES.replicaSet, next, ADMIN);
    rollouts.cluster.advance(LONG_S);
    expect(rollouts.revisions).toEqual(['1 other:1 0', '2 web:1 2']);
    expect(rollouts.cluster.errors).toEqual([]);
  });
});
