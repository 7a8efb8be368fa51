import { describe, expect, test } from 'vitest';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import { adler32 } from '#simulator/knative/networking/adler32.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';

const HOST = 'hello.default.example.com';
const FATE = 'simulator.sluice.dev/certificate';

const withTls = (more: Record<string, string> = {}, certificateMs = 800): ControllerTest =>
  new ControllerTest({ certificateMs }, { 'config-network': { 'external-domain-tls': 'Enabled', ...more } });

const certificates = (cluster: ControllerTest): readonly StoredObject[] =>
  cluster.store.list(KNATIVE.certificate, 'default');

const statusOf = (cluster: ControllerTest): Record<string, unknown> =>
  cluster.get(KNATIVE.route, 'hello')['status'] as Record<string, unknown>;

const provisioned = (cluster: ControllerTest): string =>
  cluster.condition(KNATIVE.route, 'hello', 'CertificateProvisioned');

test('a Service gets a Certificate and is served over https once it is issued', () => {
  const cluster = withTls({}, 10_000);
  cluster.apply('hello', { annotations: { 'networking.knative.dev/certificate-class': 'mine' } });
  cluster.advance(5);
  const { uid } = cluster.get(KNATIVE.route, 'hello').metadata;
  const name = `route-${uid}`;
  expect(provisioned(cluster)).toBe(`True HTTPDowngrade: Certificate ${name} is not ready downgrade HTTP.`);
  expect(statusOf(cluster)).toMatchObject({ url: `http://${HOST}` });
  const certificate = cluster.get(KNATIVE.certificate, name);
  expect(certificate.metadata.labels).toEqual({
    'serving.knative.dev/route': 'hello',
    'networking.knative.dev/certificate-type': 'external-domain',
  });
  expect(certificate.metadata.annotations).toEqual({
    'networking.knative.dev/certificate.class': 'mine',
    'serving.knative.dev/creator': 'kubernetes-admin',
    'serving.knative.dev/lastModifier': 'kubernetes-admin',
  });
  expect(certificate.metadata.ownerReferences).toMatchObject([{ kind: 'Route', uid, controller: true }]);
  expect(certificate['spec']).toEqual({ dnsNames: [HOST], domain: 'example.com', secretName: name });
  cluster.advance(15);
  expect(provisioned(cluster)).toBe('True');
  expect(statusOf(cluster)).toMatchObject({
    url: `https://${HOST}`,
    address: { url: 'http://hello.default.svc.cluster.local' },
  });
  expect(cluster.get(KNATIVE.service, 'hello')['status']).toMatchObject({ url: `https://${HOST}` });
  expect(cluster.get(KNATIVE.kIngress, 'hello')['spec']).toMatchObject({
    tls: [{ hosts: [HOST], secretName: name, secretNamespace: 'default' }],
  });
  const before = cluster.store.resourceVersion;
  cluster.advance(60);
  expect(cluster.store.resourceVersion).toBe(before);
  expect(cluster.errors).toEqual([]);
});

test('each tag has its own, named by a digest, until the tag is removed', () => {
  const cluster = withTls();
  cluster.apply('hello', { traffic: [{ latestRevision: true, percent: 100, tag: 'green' }] });
  cluster.advance(10);
  const { uid } = cluster.get(KNATIVE.route, 'hello').metadata;
  const name = `route-${uid}-${adler32('green')}`;
  expect(cluster.get(KNATIVE.certificate, name)['spec']).toMatchObject({ dnsNames: [`green-${HOST}`] });
  expect(statusOf(cluster)).toMatchObject({ traffic: [{ tag: 'green', url: `https://green-${HOST}` }] });
  cluster.apply('hello', { traffic: [{ latestRevision: true, percent: 100 }] });
  cluster.advance(10);
  expect(certificates(cluster).map(({ metadata }) => metadata.name)).toEqual([`route-${uid}`]);
  const events = cluster.store.list(KUBERNETES.event, 'default').map(({ message }) => message);
  expect(events).toContain(`Created Certificate default/${name}`);
  expect(events).toContain(`Deleted orphaned Knative Certificate default/${name}`);
});

describe('when plain HTTP is not served', () => {
  test.each([
    ['pending', /^Unknown CertificateNotReady: Certificate route-\S+ is not ready: NewObservedGenFailure$/],
    [
      'fail',
      /^False CertificateProvisionFailed: Certificate route-\S+ fails to be provisioned: CommonNameTooLong$/,
    ],
  ])('a certificate that is %s keeps the Service from being ready', (fate, message) => {
    const cluster = withTls({ 'http-protocol': 'Redirected' });
    cluster.apply('hello', { annotations: { [FATE]: fate } });
    cluster.advance(10);
    expect(provisioned(cluster)).toMatch(message);
    expect(cluster.condition(KNATIVE.service, 'hello', 'RoutesReady')).toMatch(message);
    expect(statusOf(cluster)).toMatchObject({ url: `https://${HOST}` });
    const before = cluster.store.resourceVersion;
    cluster.advance(20);
    expect(cluster.store.resourceVersion).toBe(before);
    cluster.apply('hello', { annotations: { [FATE]: 'ok' } });
    cluster.advance(10);
    expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
    expect(cluster.get(KNATIVE.kIngress, 'hello')['spec']).toMatchObject({ httpOption: 'Redirected' });
  });
});

test('a failed certificate does no harm when plain HTTP is served, and the status settles', () => {
  const cluster = withTls();
  cluster.apply('hello', { annotations: { [FATE]: 'fail' } });
  cluster.advance(10);
  expect(provisioned(cluster)).toMatch(/^True HTTPDowngrade/);
  expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
  cluster.advance(300);
  const before = cluster.store.resourceVersion;
  cluster.advance(300);
  expect(cluster.store.resourceVersion).toBe(before);
});

test('a cluster-local Route has none, nor does one that opts out, and each gives the reason', () => {
  const cluster = withTls();
  cluster.apply('hello', { labels: { 'networking.knative.dev/visibility': 'cluster-local' } });
  cluster.apply('plain', { annotations: { 'networking.knative.dev/disable-external-domain-tls': 'true' } });
  cluster.advance(10);
  expect(certificates(cluster)).toEqual([]);
  expect(provisioned(cluster)).toBe('True TLSNotEnabled: TLS is not enabled for cluster-local');
  expect(cluster.condition(KNATIVE.route, 'plain', 'CertificateProvisioned')).toBe(
    'True TLSNotEnabled: external-domain-tls is not enabled',
  );
});

test('cluster-local hosts have their own certificates when config-network enables them', () => {
  const cluster = new ControllerTest({}, { 'config-network': { 'cluster-local-domain-tls': 'Enabled' } });
  cluster.apply('hello');
  cluster.advance(10);
  const { uid } = cluster.get(KNATIVE.route, 'hello').metadata;
  const name = `route-${uid}-local`;
  expect(cluster.get(KNATIVE.certificate, name)['spec']).toEqual({
    dnsNames: ['hello.default', 'hello.default.svc', 'hello.default.svc.cluster.local'],
    domain: 'svc.cluster.local',
    secretName: name,
  });
  expect(statusOf(cluster)).toMatchObject({
    url: `http://${HOST}`,
    address: { url: 'https://hello.default.svc.cluster.local' },
  });
  expect(provisioned(cluster)).toBe('True');
});

test('a wildcard certificate of the domain covers all its hosts', () => {
  const cluster = withTls();
  const labels = { 'networking.knative.dev/wildcardDomain': 'example.com' };
  cluster.store.create(
    KNATIVE.certificate,
    {
      metadata: { name: 'wild', namespace: 'default', labels },
      spec: { dnsNames: ['*.default.example.com'], secretName: 'wild' },
    },
    ADMIN,
  );
  cluster.apply('hello');
  cluster.advance(10);
  expect(certificates(cluster)).toHaveLength(1);
  expect(cluster.get(KNATIVE.kIngress, 'hello')['spec']).toMatchObject({
    tls: [{ hosts: [HOST], secretName: 'wild' }],
  });
});

test('someone else’s Certificate of the same name blocks the Route, and is reported', () => {
  const cluster = withTls();
  cluster.apply('hello');
  cluster.advance(0.03);
  const { uid } = cluster.get(KNATIVE.route, 'hello').metadata;
  const metadata = { name: `route-${uid}`, namespace: 'default' };
  cluster.store.create(
    KNATIVE.certificate,
    { metadata, spec: { dnsNames: ['x.org'], secretName: 'x' } },
    ADMIN,
  );
  cluster.advance(10);
  expect(provisioned(cluster)).toBe(
    `False CertificateNotOwned: There is an existing certificate route-${uid} that we don't own.`,
  );
});

test('disabling certificates keeps the existing ones and returns to http', () => {
  const cluster = withTls();
  cluster.apply('hello');
  cluster.advance(10);
  const found = cluster.get(KUBERNETES.configMap, 'config-network', SYSTEM_NAMESPACE);
  cluster.store.update(KUBERNETES.configMap, { ...found, data: {} }, ADMIN);
  cluster.advance(10);
  expect(statusOf(cluster)).toMatchObject({ url: `http://${HOST}` });
  expect(provisioned(cluster)).toBe('True TLSNotEnabled: external-domain-tls is not enabled');
  expect(certificates(cluster)).toHaveLength(1);
});

// Computed with Python's zlib.adler32.
test.each([
  ['', 1],
  ['green', 104_268_306],
  ['a-very-long-tag-of-many-letters', 3_059_878_831],
])('the Adler-32 checksum of %j is %d', (text, sum) => {
  expect(adler32(text)).toBe(sum);
});
