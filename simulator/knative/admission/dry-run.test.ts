import { describe, expect, it } from 'vitest';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';

const DRY = { ...ADMIN, dryRun: true };
const IMAGE = 'ikubernetes/helloworld-go';
const WEBHOOK = 'admission webhook "validation.webhook.serving.knative.dev" denied the request: ';
const NAME_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

const manifest = (container: Record<string, unknown>) => ({
  metadata: { name: 'hello', namespace: 'default', annotations: { 'simulator.sluice.dev/load': '0' } },
  spec: { template: { spec: { containers: [{ image: IMAGE, ...container }] } } },
});

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message.replace(/(dry-run-validation)\w{5}/, '$1*') : String(error);
  }
  return 'admitted';
}

describe('a dry run of a Service or a Configuration', () => {
  const cases: [string, Record<string, unknown>, string][] = [
    [
      'a container name that is not a label',
      { name: '&InvalidValue' },
      `spec.containers[0].name: Invalid value: "&InvalidValue": ${NAME_RULE}`,
    ],
    [
      'a request above its limit',
      { resources: { requests: { cpu: '2' }, limits: { cpu: '1000m' } } },
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    ],
    [
      'a pull policy that does not exist',
      { imagePullPolicy: 'Sometimes' },
      'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
    ],
    [
      'a variable with an invalid name',
      { env: [{ name: 'A=B', value: '1' }] },
      `spec.containers[0].env[0].name: Invalid value: "A=B": a valid environment variable name must consist only of printable ASCII characters other than '='`,
    ],
  ];

  it.each(cases)('is refused for %s, which only the pod validates', (_what, container, why) => {
    const cluster = new ControllerTest();
    const pod = `validation callback failed: dry run failed with Pod "dry-run-validation*" is invalid: ${why}`;
    for (const type of [KNATIVE.service, KNATIVE.configuration]) {
      const create = () => cluster.store.create(type, manifest(container), DRY);
      expect(refusalOf(create)).toBe(`${WEBHOOK}${pod}: spec.template`);
    }
    expect(cluster.store.list(KUBERNETES.pod, 'default')).toEqual([]);
  });

  it('is admitted for a template whose pods can be made', () => {
    const cluster = new ControllerTest();
    expect(refusalOf(() => cluster.store.create(KNATIVE.service, manifest({}), DRY))).toBe('admitted');
    cluster.store.create(KNATIVE.service, manifest({}), ADMIN);
    cluster.advance(10);
    const found = cluster.get(KNATIVE.service, 'hello');
    const spec = { ...(found['spec'] as object), ...manifest({ name: 'Bad_Name' }).spec };
    expect(refusalOf(() => cluster.store.update(KNATIVE.service, { ...found, spec }, DRY))).toContain(
      'dry run failed with Pod',
    );
  });
});

describe('a Service whose pods could not be made', () => {
  it('is admitted by Knative, and fails when its Deployment is refused', () => {
    const cluster = new ControllerTest();
    cluster.store.create(KNATIVE.service, manifest({ name: '&InvalidValue' }), ADMIN);
    cluster.advance(10);
    expect(cluster.store.list(KUBERNETES.deployment)).toEqual([]);
    expect(cluster.condition(KNATIVE.revision, 'hello-00001', 'ResourcesAvailable')).toBe(
      'Unknown Deploying',
    );
    const warnings = cluster.store
      .list(KUBERNETES.event, 'default')
      .filter((event) => event['type'] === 'Warning');
    expect(warnings.map((event) => event['message'])).toContainEqual(
      `failed to create deployment "hello-00001-deployment": Deployment.apps "hello-00001-deployment" is invalid: spec.template.spec.containers[0].name: Invalid value: "&InvalidValue": ${NAME_RULE}`,
    );
    expect(cluster.errors).toEqual([]);
  });
});
