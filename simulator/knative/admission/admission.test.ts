import { describe, expect, test } from 'vitest';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { type PodBehaviour, parseBehaviour } from '#simulator/kubelet/pod-behaviour.ts';
import {
  ADMIN,
  ControllerTest,
  type ServiceParts,
  serviceManifest,
} from '#simulator/testing/controller-test.ts';

const quoted = '90' as unknown as number;

describe('admission', () => {
  test.each<[string, ServiceParts, string]>([
    [
      'a split that sums to 90',
      { traffic: [{ latestRevision: true, percent: 90 }] },
      'admission webhook "validation.webhook.serving.knative.dev" denied the request: validation failed: Traffic targets sum to 90, want 100: spec.traffic',
    ],
    [
      'a quoted percent',
      { traffic: [{ latestRevision: true, percent: quoted }] },
      'admission webhook "webhook.serving.knative.dev" denied the request: mutation failed: cannot decode incoming new object: json: cannot unmarshal string into Go struct field TrafficTarget.spec.RouteSpec.traffic.percent of type int64',
    ],
  ])('refuses %s', (_name, parts, message) => {
    const cluster = new ControllerTest();
    expect(() => cluster.apply('hello', parts)).toThrow(
      expect.objectContaining({ code: 400, reason: 'BadRequest', message }),
    );
  });

  test('refuses a projected volume whose sources are not a list', () => {
    const cluster = new ControllerTest();
    const manifest = serviceManifest('hello') as { spec: { template: { spec: object } } };
    Object.assign(manifest.spec.template.spec, { volumes: [{ name: 'v', projected: { sources: {} } }] });
    expect(() => cluster.store.create(KNATIVE.service, manifest, ADMIN)).toThrow(
      'cannot unmarshal object into Go struct field ProjectedVolumeSource.spec.ConfigurationSpec.template.spec.PodSpec.volumes.VolumeSource.projected.sources of type []v1.VolumeProjection',
    );
  });

  test('accepts the stored template with an explicit name again, and refuses it as first written or changed', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', { revisionName: 'hello-a' });
    cluster.advance(5);
    const traffic = [{ revisionName: 'hello-a', percent: 100 }];
    const stored = cluster.get(KNATIVE.service, 'hello');
    const spec = { ...(stored['spec'] as object), traffic };
    cluster.store.update(KNATIVE.service, { ...stored, spec }, ADMIN);
    cluster.advance(5);
    expect(cluster.get(KNATIVE.service, 'hello').metadata.generation).toBe(2);
    expect(cluster.get(KNATIVE.configuration, 'hello').metadata.generation).toBe(1);
    const refusal =
      /Saw the following changes without a name change \(-old \+new\): spec\.template\.metadata\.name/;
    // The error shows the container list as written, without the stored one's defaults.
    expect(() => cluster.apply('hello', { revisionName: 'hello-a', traffic })).toThrow(refusal);
    expect(() => cluster.apply('hello', { revisionName: 'hello-a', env: 'Other', traffic })).toThrow(refusal);
  });

  // The response of the knative/serving v0.50 webhook.
  test('warns about insecure Kubernetes defaults and a deprecated annotation', () => {
    const cluster = new ControllerTest();
    const warnings: string[] = [];
    const templateAnnotations = { 'queue.sidecar.serving.knative.dev/resource-percentage': '20' };
    const service = serviceManifest('hello', { templateAnnotations });
    cluster.store.create(KNATIVE.service, service, { ...ADMIN, warn: (text) => warnings.push(text) });
    const at = 'spec.template.spec.containers[0].securityContext';
    expect(warnings).toEqual([
      `Kubernetes default value is insecure, Knative may default this to secure in a future release: ${at}.allowPrivilegeEscalation, ${at}.capabilities, ${at}.runAsNonRoot, ${at}.seccompProfile`,
      'Queue proxy resource percentage annotation is deprecated. Please use the available annotations to explicitly set resource values per service: ',
    ]);
  });

  test('a dry run returns the defaults and stores nothing', () => {
    const cluster = new ControllerTest();
    const options = { ...ADMIN, dryRun: true };
    const answer = cluster.store.create(KNATIVE.service, serviceManifest('hello'), options);
    expect(answer['spec']).toMatchObject({ traffic: [{ latestRevision: true, percent: 100 }] });
    expect(cluster.store.list(KNATIVE.service)).toEqual([]);
  });
});

test.each<[string | undefined, PodBehaviour | undefined]>([
  [undefined, { type: 'ok' }],
  ['slow-start=20s', { type: 'slow-start', startMs: 20_000 }],
  ['crash=137', { type: 'crash', exitCode: 137 }],
  ['crash=300', undefined],
  ['image-pull-error', { type: 'image-pull-error' }],
  ['nonsense', undefined],
])('the pod annotation %s is read', (text, behaviour) => {
  expect(parseBehaviour(text)).toEqual(behaviour);
});
