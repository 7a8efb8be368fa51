import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerTest, startServerTest } from '#simulator/testing/server-test.ts';
import { NEEDS_KUBECTL } from '#tests/needs.ts';

const MANIFEST = `
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: hello
  namespace: default
spec:
  template:
    spec:
      containers:
        - image: hello
`;

const SPLIT = `
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: hello
  namespace: default
spec:
  template:
    spec:
      containers:
        - image: hello
  traffic:
    - percent: 40
      latestRevision: true
    - percent: 60
      revisionName: hello-00001
`;

const CLAIM = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: disk
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
`;

// Runs stock kubectl, if installed, against this server. list.test.ts, watch.test.ts and write.test.ts cover the requests that it sends.
describe('kubectl', NEEDS_KUBECTL, () => {
  let cluster: ServerTest;
  let directory: string;
  beforeAll(async () => {
    cluster = await startServerTest();
    directory = await mkdtemp(join(tmpdir(), 'kubectl-'));
    for (const user of ['admin', 'view', 'team-a', 'one-service']) {
      await writeFile(join(directory, user), cluster.server.kubeconfig(user));
    }
    await writeFile(join(directory, 'hello.yaml'), MANIFEST);
    await writeFile(join(directory, 'split.yaml'), SPLIT);
    await writeFile(join(directory, 'typo.yaml'), SPLIT.replace('traffic:', 'trafic:'));
    await writeFile(join(directory, 'new.yaml'), MANIFEST.replace('name: hello', 'name: new'));
    await writeFile(join(directory, 'claim.yaml'), CLAIM);
  });
  afterAll(async () => {
    await cluster.close();
    await rm(directory, { recursive: true });
  });

  const environment = (user: string) => ({
    ...process.env,
    HOME: directory,
    KUBECONFIG: join(directory, user),
  });

  /** Returns a command's stdout followed by its stderr. */
  function kubectl(line: string, user = 'admin'): Promise<string> {
    return new Promise((resolve) => {
      const options = { env: environment(user), cwd: directory };
      execFile('kubectl', line.split(' '), options, (_error, stdout, stderr) => resolve(stdout + stderr));
    });
  }

  it.each([
    ['apply -f hello.yaml', 'service.serving.knative.dev/hello created'],
    ['apply -f hello.yaml', 'service.serving.knative.dev/hello unchanged'],
    ['get ksvc,revisions,routes,configurations,pods -A', 'default     service.serving.knative.dev/hello'],
    ['get ksvc', 'NAME    URL   LATESTCREATED   LATESTREADY   READY   REASON'],
    ['get ksvc hello -o yaml', 'image: hello'],
    ['get kservice hello -o jsonpath={.metadata.generation}', '1'],
    [
      'patch ksvc hello --type=merge -p {"spec":{"traffic":[{"percent":100,"latestRevision":true}]}}',
      'hello patched',
    ],
    [
      'patch ksvc hello --type=json -p [{"op":"test","path":"/spec/traffic/0/percent","value":1}]',
      'The request is invalid: the server rejected our request due to an error in our request',
    ],
    [
      'patch ksvc hello -p {}',
      'application/strategic-merge-patch+json is not supported by serving.knative.dev/v1, Kind=Service',
    ],
    ['label ksvc hello networking.knative.dev/visibility=cluster-local', 'hello labeled'],
    ['annotate ksvc hello a=b', 'hello annotated'],
    ['describe ksvc hello', 'Latest Revision:  true'],
    ['api-resources', 'kservice,ksvc'],
    ['get events', 'No resources found in default namespace.'],
    ['get all', 'service.serving.knative.dev/hello'],
    ['explain ksvc', 'KIND:       Service'],
    ['explain ksvc.spec.traffic', 'FIELD: traffic <[]Object>'],
    ['create deployment web --image=nginx', 'deployment.apps/web created'],
    ['describe deployment web', 'Image:         nginx'],
    ['set image deployment/web nginx=nginx:2', 'deployment.apps/web image updated'],
    ['scale deployment/web --replicas=3', 'deployment.apps/web scaled'],
    ['get deployment web -o jsonpath={.spec.replicas}', '3'],
    ['get statefulsets,jobs,ingresses,leases', 'No resources found in default namespace.'],
    ['run idle --image=nginx', 'pod/idle created'],
    ['exec idle -- ls', 'pods of the embedded cluster run nothing: there is nothing to execute a command in'],
    ['create token default', 'issues no tokens for service accounts'],
    ['create job once --image=busybox', 'job.batch/once created'],
    ['get jobs', 'NAME   STATUS    COMPLETIONS   DURATION   AGE\nonce   Running   0/1'],
    [
      'create secret generic tls --type=kubernetes.io/tls',
      '[data[tls.crt]: Required value, data[tls.key]: Required value]',
    ],
    ['get --raw /readyz?verbose', 'readyz check passed'],
    ['delete pod idle --wait=false', 'pod "idle" deleted'],
    ['create namespace shop', 'namespace/shop created'],
    ['create configmap c -n shop --from-literal=a=b', 'configmap/c created'],
    ['create secret generic s --from-literal=a=b', 'secret/s created'],
    ['get secret s', 'Opaque   1      0s'],
    ['get secret s -o jsonpath={.data.a}', 'Yg=='],
    ['patch secret s -p {"stringData":{"c":"d"}}', 'secret/s patched'],
    ['get secret s -o jsonpath={.data}', '{"a":"Yg==","c":"ZA=="}'],
    ['describe secret s', 'c:  1 bytes'],
    ['create -f claim.yaml', 'persistentvolumeclaim/disk created'],
    ['get pvc', 'VOLUMEATTRIBUTESCLASS   AGE\ndisk   Pending'],
    ['create configmap c -n nowhere --from-literal=a=b', 'namespaces "nowhere" not found'],
    ['auth can-i create ksvc', 'yes'],
    ['auth whoami', 'kubernetes-admin'],
    ['auth can-i create ksvc --as view', 'no'],
    ['auth can-i --list --as view', '*.serving.knative.dev '],
    ['get ksvc -A --as nobody', 'User "nobody" cannot list resource "services"'],
    ['create role reader --verb=get,list --resource=pods,deployments.apps', 'reader created'],
    [
      'create rolebinding readers --role=reader --user=u --group=g --serviceaccount=default:a',
      'readers created',
    ],
    ['create clusterrole gathers --aggregation-rule=a=b', 'gathers created'],
    ['create clusterrolebinding all --clusterrole=gathers --user=u', 'all created'],
    ['get roles reader', 'CREATED AT'],
    [
      'get rolebindings readers -o wide',
      'USERS   GROUPS   SERVICEACCOUNTS\nreaders   Role/reader   0s    u       g        default/a',
    ],
    ['describe role reader', 'deployments.apps  []                 []              [get list]'],
    ['describe rolebinding readers', 'ServiceAccount  a     default'],
    ['describe clusterrole view', '*.serving.knative.dev '],
    ['set subject rolebinding readers --user=w', 'subjects updated'],
    ['create sa robot', 'serviceaccount/robot created'],
    ['describe sa robot', 'Image pull secrets:  <none>'],
    // Takes over the fields of the client-side apply above.
    ['apply --server-side -f hello.yaml', 'service.serving.knative.dev/hello serverside-applied'],
    ['apply --server-side -f hello.yaml --dry-run=server', 'serverside-applied (server dry run)'],
    ['diff --server-side -f split.yaml --force-conflicts', '+    revisionName: hello-00001'],
    [
      'apply --server-side -f split.yaml',
      'Apply failed with 1 conflict: conflict with "kubectl-patch" using serving.knative.dev/v1: .spec.traffic',
    ],
    ['apply --server-side -f split.yaml --force-conflicts', 'serverside-applied'],
    ['get ksvc hello -o jsonpath={.spec.traffic[*].percent}', '40 60'],
    ['apply -f hello.yaml', 'service.serving.knative.dev/hello configured'],
    [
      'apply --server-side -f new.yaml --field-manager=other',
      'service.serving.knative.dev/new serverside-applied',
    ],
    [
      'get ksvc new -o jsonpath={.metadata.managedFields[*].operation}:{.metadata.managedFields[*].manager}',
      'Apply:other',
    ],
    ['apply -f typo.yaml', 'strict decoding error: unknown field "spec.trafic"'],
    ['apply -f typo.yaml --validate=warn', 'Warning: unknown field "spec.trafic"'],
    ['delete ksvc new', 'service.serving.knative.dev "new" deleted'],
    ['delete ksvc hello', 'service.serving.knative.dev "hello" deleted'],
    ['get ksvc hello', 'Error from server (NotFound): services.serving.knative.dev "hello" not found'],
  ])('%s', async (line, expected) => {
    expect(await kubectl(line)).toContain(expected);
  });

  it.each([
    [
      'view',
      'apply -f hello.yaml',
      'User "view" cannot create resource "services" in API group "serving.knative.dev" in the namespace "default"',
    ],
    ['view', 'get ksvc', 'No resources found in default namespace.'],
    ['one-service', 'auth can-i patch ksvc/hello', 'yes'],
    ['one-service', 'auth can-i patch ksvc/other', 'no'],
    ['one-service', 'get ksvc', 'services.serving.knative.dev is forbidden'],
    ['one-service', 'get ksvc hello', 'services.serving.knative.dev "hello" not found'],
    ['view', 'auth whoami', 'system:authenticated'],
    ['team-a', 'get ksvc', 'No resources found in team-a namespace.'],
    [
      'team-a',
      'get ksvc -A',
      'cannot list resource "services" in API group "serving.knative.dev" at the cluster scope',
    ],
  ])('as %s: %s', async (user, line, expected) => {
    expect(await kubectl(line, user)).toContain(expected);
  });

  it('get -w follows changes', async () => {
    await kubectl('run first --image=nginx');
    const child = spawn('kubectl', ['get', 'pods', '-w', '--no-headers'], { env: environment('admin') });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    expect((await lines.next()).value).toMatch(/^first +0\/1 +Pending/);
    await kubectl('run second --image=nginx');
    expect((await lines.next()).value).toMatch(/^second +0\/1 +Pending/);
    child.kill();
  });
});
