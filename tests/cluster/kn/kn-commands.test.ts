import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { KINDS, startCluster } from '#tests/cluster/kn/cluster.ts';
import { buildPrograms } from '#tests/cluster/kn/programs.ts';
import type { TestCluster } from '#tests/cluster/support/test-cluster.ts';

/** A command's output, with both streams combined, and whether it succeeded. */
interface Ran {
  said: string;
  ok: boolean;
}

/** Read-only commands. */
const READS = /^\w+ (?:describe|list|export)\b/;
const SOON = { timeout: 30_000, interval: 250 };
const NAMESPACE = `kn-${process.pid}`;
const INSECURE =
  'Warning: Kubernetes default value is insecure, Knative may default this to secure in a future release: ' +
  ['allowPrivilegeEscalation', 'capabilities', 'runAsNonRoot', 'seccompProfile']
    .map((field) => `spec.template.spec.containers[0].securityContext.${field}`)
    .join(', ');
const EVERY_FLAG =
  'service create all --image dev.local/app:v1 --annotation both=1 --annotation-revision rev=1 --annotation-service svc=1' +
  ' --arg one --arg two --cmd /bin/run --concurrency-limit 7 --env A=1 --env B=2 --env-from cm:settings --env-from secret:keys' +
  ' --env-value-from C=cm:settings:key --label lb=1 --label-revision lr=1 --label-service ls=1 --limit cpu=1,memory=256Mi' +
  ' --request cpu=100m,memory=64Mi --mount /m1=cm:settings --mount /m2=sc:keys --mount /m3=ed:scratch --port h2c:8081' +
  ' --probe-liveness http::8081:/live --probe-liveness-opts PeriodSeconds=5 --probe-readiness tcp::8081' +
  ' --probe-readiness-opts FailureThreshold=4,PeriodSeconds=3 --pull-policy IfNotPresent --revision-name all-one' +
  ' --scale 1..3 --scale-metric concurrency --scale-target 5 --scale-utilization 60 --scale-window 30s' +
  ' --security-context strict --service-account default --tag @latest=first --timeout 60 --user 1001';

// Covers what knative/client's own tests leave out. Each line continues from the state that the previous lines left.
describe.each(KINDS)('kn on the %s cluster', (kind) => {
  let cluster: TestCluster;
  let home: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    const programs = await buildPrograms();
    cluster = await startCluster(kind);
    home = await mkdtemp(path.join(tmpdir(), 'sluice-kn-home-'));
    const PATH = [...programs.path, process.env['PATH']].join(path.delimiter);
    env = { ...process.env, HOME: home, PATH, KUBECONFIG: cluster.kubeconfig() };
    await writeFile(path.join(home, 'service.yaml'), MANIFEST);
    await run('kubectl', `create namespace ${NAMESPACE}`);
    await run('kubectl', `create configmap settings --from-literal=key=value -n ${NAMESPACE}`);
    await run('kubectl', `create secret generic keys --from-literal=key=value -n ${NAMESPACE}`);
  });
  afterAll(async () => {
    await run('kubectl', `delete namespace ${NAMESPACE} --wait=false`);
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  });

  function run(program: string, line: string): Promise<Ran> {
    return new Promise((resolve) => {
      execFile(program, line.split(' '), { env, cwd: home, timeout: 100_000 }, (error, stdout, stderr) =>
        resolve({ said: (stdout + stderr).replaceAll(/ +/g, ' '), ok: error === null }),
      );
    });
  }

  test.each<[line: string, ...said: string[]]>([
    [
      'service create hello --image dev.local/hello:v1',
      INSECURE,
      'Ready to serve.',
      "revision 'hello-00001'",
    ],
    [EVERY_FLAG, "Service 'all' created to latest revision 'all-one' is available at URL:\n"],
    [
      'service describe all -v',
      'Labels: lb=1\n ls=1\n',
      'Annotations: both=1\n',
      ' svc=1\n',
      'Cluster: http://all.',
      'Service Account: default\n',
      '100% @latest (all-one) #first [1]',
      'Port: 8081\n',
      'Env: A=1\n B=2\n C=[ref]\n',
      'EnvFrom: cm:settings\n secret:keys\n',
      'Scale: 1 ... 3\n',
      'Limit: 7\n Target: 5\n Window: 30s\n TargetUtilization: 60\n',
      'Memory: 64Mi ... 256Mi\n CPU: 100m ... 1\n',
      '++ Ready',
    ],
    [
      'revision describe all-one -v',
      'Latest Created: true\n Latest Ready: true\n Traffic: 100%\n Tags: first\n',
    ],
    ['service describe all -o url', 'http://all.'],
    ['service describe all -o name', 'service.serving.knative.dev/all\n'],
    ['service describe all -o jsonpath={.status.traffic[0].url}', 'http://first-all.'],
    ['service update hello --env A=1 --no-wait', "Service 'hello' updated in namespace"],
    ['service wait hello', "Service 'hello' in namespace", 'is ready.'],
    [
      'service update hello --traffic hello-00001=30,@latest=70 --tag hello-00001=old',
      "'hello-00002' (unchanged)",
    ],
    ['revision list -s hello', 'hello-00002 hello 70% 2', 'hello-00001 hello 30% old 1'],
    ['route describe hello', ' 70% @latest (hello-00002)\n 30% hello-00001 #old\n URL: http://old-hello.'],
    ['service update hello --untag old --scale 0..2', "updated to latest revision 'hello-00003'"],
    ['service update hello --cluster-local', 'No new revision has been created.'],
    ['service describe hello -v', 'networking.knative.dev/visibility=cluster-local', '+ hello-00002 [2]'],
    ['revision delete --prune hello --wait', "Revision 'hello-00002' deleted"],
    ['service apply hello --image dev.local/hello:v2', INSECURE, "applied to latest revision 'hello-00004'"],
    ['service create hello --image dev.local/hello:v3 --force', "replaced to latest revision 'hello-00005'"],
    [
      'service export hello --with-revisions --mode=replay -o yaml',
      'user-image: dev.local/hello:v3\n',
      'kind: List',
    ],
    ['service create -f service.yaml --env A=2', "Service 'filed' created to latest revision 'filed-00001'"],
    ['service list --no-headers', 'all http://all.', 'filed http://filed.', '3 OK / 3 True'],
    ['domain create kn.sluice.test --ref hello', "Domain mapping 'kn.sluice.test' created"],
    ['domain update kn.sluice.test --ref kroute:all', "Domain mapping 'kn.sluice.test' updated"],
    ['domain describe kn.sluice.test', 'Kind: Route\n Name: all\n', 'DomainClaimed'],
    ['domain delete kn.sluice.test', "Domain mapping 'kn.sluice.test' deleted"],
    ['service delete hello all filed --wait', "Service 'hello' successfully deleted"],
    ['service list', 'No services found.'],
  ])('%s', async (line, ...said) => {
    const says = async (): Promise<void> => {
      const ran = await run('kn', `${line} -n ${NAMESPACE}`);
      expect(ran).toMatchObject({ ok: true });
      for (const part of said) expect(ran.said).toContain(part);
    };
    // kn does not wait for all of its changes, e.g. for a domain, so reads are retried until the change shows.
    await (READS.test(line) ? vi.waitFor(says, SOON) : says());
  });

  test.each<[line: string, said: string]>([
    [
      'service create bad --image dev.local/bad --scale-min 5 --scale-max 2',
      'max-scale=2 is less than min-scale=5: spec.template.metadata.annotations.autoscaling.knative.dev/max-scale, spec.template.metadata.annotations.autoscaling.knative.dev/min-scale',
    ],
    [
      'service create bad --image a',
      'Failed to parse image reference: spec.template.spec.containers[0].image',
    ],
    [
      'service create bad --image dev.local/bad --node-selector disk=ssd',
      'must not set the field(s): spec.template.spec.nodeSelector',
    ],
    ['service create Bad --image dev.local/bad', 'a lowercase RFC 1123 subdomain must consist of'],
    ['service describe nosuch', 'services.serving.knative.dev "nosuch" not found'],
    ['service wait nosuch --wait-timeout 1', "timeout: service 'nosuch' not ready after 1 seconds"],
    ['revision delete nosuch', 'revisions.serving.knative.dev "nosuch" not found'],
    ['route describe nosuch', 'routes.serving.knative.dev "nosuch" not found'],
    ['domain create kn.sluice.test --ref nosuch', 'services.serving.knative.dev "nosuch" not found'],
    ['domain update nosuch.test --ref nosuch', 'domainmappings.serving.knative.dev "nosuch.test" not found'],
  ])('%s fails', async (line, said) => {
    const ran = await run('kn', `${line} -n ${NAMESPACE}`);
    expect(ran).toMatchObject({ ok: false, said: expect.stringContaining(said) });
  });

  test('reports why a Service cannot become ready', async () => {
    await run('kn', `service create lost --image dev.local/lost -n ${NAMESPACE}`);
    await run('kn', `service update lost --tag nosuch=old --no-wait -n ${NAMESPACE}`);
    // Not kn's own wait: that checks the Service only once and then waits for changes, so it never returns for one that failed before.
    await run('kubectl', `wait ksvc/lost --for=condition=Ready=False --timeout=60s -n ${NAMESPACE}`);
    const { said } = await run('kn', `service describe lost -v -n ${NAMESPACE}`);
    expect(said).toContain('RevisionMissing (Revision "nosuch" referenced in traffic not found.)');
  });
});

const MANIFEST = `
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: filed
spec:
  template:
    spec:
      containers:
        - image: dev.local/filed:v1
`;
