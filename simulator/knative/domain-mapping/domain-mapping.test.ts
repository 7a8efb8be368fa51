import { describe, expect, test } from 'vitest';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';
import { DOMAIN, map, SERVICE, said } from '#simulator/testing/domain-mapping-testing.ts';

const claimOf = (cluster: ControllerTest): unknown =>
  cluster.store.get(KNATIVE.clusterDomainClaim, undefined, DOMAIN)?.['spec'];

const WITHOUT_AUTOCREATE = { 'config-network': { 'autocreate-cluster-domain-claims': 'false' } };

describe('a domain mapping', () => {
  test('claims its domain and routes it to the Service, under its own address', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello');
    cluster.advance(5);
    const mapping = map(cluster, {
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    });
    cluster.advance(5);
    const found = cluster.get(KNATIVE.domainMapping, DOMAIN);
    expect(found.metadata.annotations).toMatchObject({
      'serving.knative.dev/creator': 'kubernetes-admin',
      'serving.knative.dev/lastModifier': 'kubernetes-admin',
    });
    expect(found.metadata.finalizers).toEqual(['domainmappings.serving.knative.dev']);
    expect(found.spec).toEqual({ ref: { ...SERVICE, namespace: 'default' } });
    const { conditions, ...status } = found.status ?? {};
    expect(status).toEqual({
      url: `http://${DOMAIN}`,
      address: { url: `http://${DOMAIN}` },
      observedGeneration: 1,
    });
    expect(conditions?.map(({ lastTransitionTime: _time, ...condition }) => condition)).toEqual([
      {
        type: 'CertificateProvisioned',
        status: 'True',
        reason: 'TLSNotEnabled',
        message: 'external-domain-tls is not enabled',
      },
      { type: 'DomainClaimed', status: 'True' },
      { type: 'IngressReady', status: 'True' },
      { type: 'Ready', status: 'True' },
      { type: 'ReferenceResolved', status: 'True' },
    ]);
    expect(claimOf(cluster)).toEqual({ namespace: 'default' });
    const ingress = cluster.get(KNATIVE.kIngress, DOMAIN);
    expect(ingress.metadata).toMatchObject({
      labels: {
        'serving.knative.dev/domainMappingUID': mapping.metadata.uid,
        'serving.knative.dev/domainMappingNamespace': 'default',
      },
      annotations: {
        'networking.knative.dev/ingress.class': 'istio.ingress.networking.knative.dev',
        'serving.knative.dev/creator': 'kubernetes-admin',
        'serving.knative.dev/lastModifier': 'kubernetes-admin',
      },
      ownerReferences: [{ kind: 'DomainMapping', name: DOMAIN, controller: true, blockOwnerDeletion: true }],
    });
    expect(ingress.metadata.annotations).not.toHaveProperty(
      'kubectl.kubernetes.io/last-applied-configuration',
    );
    expect(ingress['spec']).toEqual({
      httpOption: 'Enabled',
      rules: [
        {
          hosts: [DOMAIN],
          visibility: 'ExternalIP',
          http: {
            paths: [
              {
                rewriteHost: 'hello.default.svc.cluster.local',
                splits: [
                  {
                    appendHeaders: { 'K-Original-Host': DOMAIN },
                    percent: 100,
                    serviceName: 'hello',
                    serviceNamespace: 'default',
                    servicePort: 80,
                  },
                ],
              },
            ],
          },
        },
      ],
    });
    expect(cluster.errors).toEqual([]);
  });

  test('is deleted with its KIngress and its automatic claim', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello');
    map(cluster);
    cluster.advance(5);
    cluster.store.delete(KNATIVE.domainMapping, 'default', DOMAIN, ADMIN);
    cluster.advance(5);
    expect(cluster.store.list(KNATIVE.domainMapping)).toEqual([]);
    expect(cluster.store.get(KNATIVE.kIngress, 'default', DOMAIN)).toBeUndefined();
    expect(claimOf(cluster)).toBeUndefined();
  });

  test('treats a domain of another namespace as taken, and keeps that claim', () => {
    const cluster = new ControllerTest();
    cluster.store.create(KUBERNETES.namespace, { metadata: { name: 'other' } }, ADMIN);
    cluster.apply('hello');
    map(cluster);
    cluster.advance(5);
    map(cluster, { namespace: 'other' });
    cluster.advance(5);
    const taken = 'False DomainAlreadyClaimed: The domain name is already in use by another DomainMapping';
    expect(said(cluster, 'DomainClaimed', 'other')).toBe(taken);
    expect(said(cluster, 'Ready', 'other')).toBe(taken);
    expect(said(cluster, 'IngressReady', 'other')).toBe(
      'Unknown IngressNotConfigured: Ingress has not yet been reconciled.',
    );
    expect(said(cluster, 'ReferenceResolved', 'other')).toBe('Unknown');
    const events = cluster.store.list(KUBERNETES.event, 'other');
    expect(events.map(({ message }) => message)).toContain(
      `namespace "other" does not own ClusterDomainClaim for "${DOMAIN}"`,
    );
    cluster.store.delete(KNATIVE.domainMapping, 'other', DOMAIN, ADMIN);
    cluster.advance(5);
    expect(claimOf(cluster)).toEqual({ namespace: 'default' });
  });

  test('waits for an administrator to claim the domain when claims are not automatic', () => {
    const cluster = new ControllerTest({}, WITHOUT_AUTOCREATE);
    cluster.apply('hello');
    map(cluster);
    cluster.advance(5);
    expect(said(cluster, 'Ready')).toMatch(/^False DomainAlreadyClaimed/);
    const claim = { metadata: { name: DOMAIN }, spec: { namespace: 'default' } };
    cluster.store.create(KNATIVE.clusterDomainClaim, claim, ADMIN);
    cluster.advance(5);
    expect(said(cluster, 'Ready')).toBe('True');
    cluster.store.delete(KNATIVE.domainMapping, 'default', DOMAIN, ADMIN);
    cluster.advance(5);
    expect(claimOf(cluster)).toEqual({ namespace: 'default' });
  });

  test('follows its target: missing, created, and replaced', () => {
    const cluster = new ControllerTest();
    map(cluster);
    cluster.advance(5);
    const missing =
      'False ResolveFailed: failed to get object default/hello: services.serving.knative.dev "hello" not found';
    expect(said(cluster, 'ReferenceResolved')).toBe(missing);
    expect(said(cluster, 'Ready')).toBe(missing);
    cluster.apply('hello', { templateAnnotations: { 'simulator.sluice.dev/pod': 'slow-start=20s' } });
    cluster.advance(5);
    expect(said(cluster, 'ReferenceResolved')).toBe(
      'False ResolveFailed: address not set for Kind = Service, Namespace = default, Name = hello, APIVersion = serving.knative.dev/v1, Group = , Address = ',
    );
    cluster.advance(30);
    expect(said(cluster, 'Ready')).toBe('True');
    const core = { apiVersion: 'v1', kind: 'Service', name: 'plain', namespace: 'default' };
    const found = cluster.get(KNATIVE.domainMapping, DOMAIN);
    cluster.store.update(KNATIVE.domainMapping, { ...found, spec: { ref: core } }, ADMIN);
    cluster.advance(5);
    expect(said(cluster, 'ReferenceResolved')).toBe(
      'False ResolveFailed: failed to get object default/plain: services "plain" not found',
    );
    const plain = { metadata: { name: 'plain', namespace: 'default' }, spec: { ports: [{ port: 80 }] } };
    cluster.store.create(KUBERNETES.service, plain, ADMIN);
    cluster.advance(5);
    expect(said(cluster, 'Ready')).toBe('True');
    expect(cluster.get(KNATIVE.kIngress, DOMAIN)['spec']).toMatchObject({
      rules: [{ http: { paths: [{ rewriteHost: 'plain.default.svc.cluster.local' }] } }],
    });
  });

  test.each([
    [
      { apiVersion: 'example.com/v1', kind: 'Policy', name: 'x' },
      'failed to get lister for example.com/v1, Resource=policies: policies.example.com is forbidden: User "system:serviceaccount:knative-serving:controller" cannot list resource "policies" in API group "example.com" at the cluster scope',
    ],
    [
      { apiVersion: 'serving.knative.dev/v1beta1', kind: 'DomainMapping', name: DOMAIN },
      `resolved URI "http://${DOMAIN}" must be of the form {name}.{namespace}.svc.cluster.local`,
    ],
  ])('does not route to %j', (ref, problem) => {
    const cluster = new ControllerTest();
    map(cluster, { ref });
    cluster.advance(5);
    cluster.store.update(
      KNATIVE.domainMapping,
      {
        ...cluster.get(KNATIVE.domainMapping, DOMAIN),
        metadata: { ...cluster.get(KNATIVE.domainMapping, DOMAIN).metadata, labels: { again: '' } },
      },
      ADMIN,
    );
    cluster.advance(5);
    expect(said(cluster, 'ReferenceResolved')).toBe(`False ResolveFailed: ${problem}`);
  });

  test('with its own Secret is served over https', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello');
    map(cluster, { tls: { secretName: 'mine' } });
    cluster.advance(10);
    expect(said(cluster, 'CertificateProvisioned')).toBe(
      'True CertificateExternallyProvided: TLS certificate was provided externally',
    );
    expect(cluster.get(KNATIVE.domainMapping, DOMAIN)['status']).toMatchObject({ url: `https://${DOMAIN}` });
    expect(cluster.get(KNATIVE.kIngress, DOMAIN)['spec']).toMatchObject({
      tls: [{ hosts: [DOMAIN], secretName: 'mine', secretNamespace: 'default' }],
    });
  });
});
