import { describe, expect, test } from 'vitest';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';
import { DOMAIN, map, said } from '#simulator/testing/domain-mapping-testing.ts';

describe('with certificates for external domains', () => {
  const TLS = { 'external-domain-tls': 'Enabled' };

  test('a mapping gets one, and https once it is issued', () => {
    const cluster = new ControllerTest({ certificateMs: 10_000 }, { 'config-network': TLS });
    cluster.apply('hello');
    map(cluster);
    cluster.advance(5);
    expect(said(cluster, 'CertificateProvisioned')).toBe(
      `True HTTPDowngrade: Certificate ${DOMAIN} is not ready downgrade HTTP.`,
    );
    expect(cluster.get(KNATIVE.domainMapping, DOMAIN)['status']).toMatchObject({ url: `http://${DOMAIN}` });
    const certificate = cluster.get(KNATIVE.certificate, DOMAIN);
    expect(certificate.metadata).toMatchObject({
      labels: {
        'serving.knative.dev/domainMappingUID': DOMAIN,
        'networking.knative.dev/certificate-type': 'external-domain',
      },
      annotations: {
        'networking.knative.dev/certificate.class': 'cert-manager.certificate.networking.knative.dev',
      },
    });
    expect(certificate['spec']).toEqual({ dnsNames: [DOMAIN], domain: DOMAIN, secretName: DOMAIN });
    cluster.advance(15);
    expect(said(cluster, 'CertificateProvisioned')).toBe('True');
    expect(cluster.get(KNATIVE.domainMapping, DOMAIN)['status']).toMatchObject({ url: `https://${DOMAIN}` });
    expect(cluster.get(KNATIVE.kIngress, DOMAIN)['spec']).toMatchObject({
      tls: [{ hosts: [DOMAIN], secretName: DOMAIN, secretNamespace: 'default' }],
    });
  });

  test('a mapping waits for it when plain HTTP is not served, and reports a name that is taken', () => {
    const network = { ...TLS, 'http-protocol': 'Redirected' };
    const cluster = new ControllerTest({}, { 'config-network': network });
    cluster.apply('hello');
    map(cluster, { annotations: { 'simulator.sluice.dev/certificate': 'pending' } });
    cluster.advance(10);
    expect(said(cluster, 'Ready')).toBe(`Unknown CertificateNotReady: Certificate ${DOMAIN} is not ready.`);
    const other = { name: 'taken.example.org', namespace: 'default' };
    const spec = { dnsNames: ['x.org'], secretName: 'x' };
    cluster.store.create(KNATIVE.certificate, { metadata: other, spec }, ADMIN);
    map(cluster, { name: other.name });
    cluster.advance(5);
    expect(cluster.condition(KNATIVE.domainMapping, other.name, 'CertificateProvisioned')).toBe(
      "False CertificateNotOwned: There is an existing certificate taken.example.org that we don't own.",
    );
  });

  test('enabling them issues certificates for existing mappings', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello');
    map(cluster);
    cluster.advance(5);
    const found = cluster.get(KUBERNETES.configMap, 'config-network', SYSTEM_NAMESPACE);
    const data = { ...(found['data'] as object), ...TLS };
    cluster.store.update(KUBERNETES.configMap, { ...found, data }, ADMIN);
    cluster.advance(10);
    expect(cluster.get(KNATIVE.domainMapping, DOMAIN)['status']).toMatchObject({ url: `https://${DOMAIN}` });
  });
});
