import { join } from 'node:path';

/** Where the processes of one control plane keep their files and listen. */
export interface PlanePlaces {
  folder: string;
  etcdPort: number;
  etcdPeerPort: number;
  apiPort: number;
  webhookPort: number;
}

const LOOPBACK = '127.0.0.1';

/** etcdArguments: one member; its data are deleted with the folder, so it need not sync to disk. */
export function etcdArguments({ folder, etcdPort, etcdPeerPort }: PlanePlaces): string[] {
  const client = `http://${LOOPBACK}:${etcdPort}`;
  const peer = `http://${LOOPBACK}:${etcdPeerPort}`;
  return [
    'etcd',
    `--data-dir=${join(folder, 'etcd')}`,
    '--log-level=error',
    '--unsafe-no-fsync',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ];
}

/** apiServerArguments: RBAC, users by token, an audit log of every request's metadata. */
export function apiServerArguments({ folder, etcdPort, apiPort }: PlanePlaces): string[] {
  return [
    'kube-apiserver',
    `--etcd-servers=http://${LOOPBACK}:${etcdPort}`,
    `--bind-address=${LOOPBACK}`,
    `--secure-port=${apiPort}`,
    `--advertise-address=${LOOPBACK}`,
    // Endpoints must not be loopback addresses, and nothing needs the Service `kubernetes`.
    '--endpoint-reconciler-type=none',
    `--cert-dir=${folder}`,
    `--tls-cert-file=${join(folder, 'apiserver.crt')}`,
    `--tls-private-key-file=${join(folder, 'apiserver.key')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(folder, 'sa.pub')}`,
    `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    `--audit-policy-file=${join(folder, 'audit-policy.yaml')}`,
    `--audit-log-path=${join(folder, 'audit.log')}`,
    '--v=1',
  ];
}

/** Without `*`, only the listed controllers run; those that would interfere with simulated nodes are left out. */
const CONTROLLERS = [
  'deployment-controller',
  'replicaset-controller',
  'endpoints-controller',
  'endpointslice-controller',
  'endpointslice-mirroring-controller',
  'garbage-collector-controller',
  'namespace-controller',
  // Removes its finalizer from a claim that no pod uses; otherwise a namespace with one is never deleted.
  'persistentvolumeclaim-protection-controller',
  'serviceaccount-controller',
  'serviceaccount-token-controller',
  'root-ca-certificate-publisher-controller',
  'clusterrole-aggregation-controller',
  'resourcequota-controller',
  'service-cidr-controller',
];

export function controllerManagerArguments({ folder }: PlanePlaces): string[] {
  return [
    'kube-controller-manager',
    `--kubeconfig=${join(folder, 'controllers.kubeconfig')}`,
    '--leader-elect=false',
    '--secure-port=0',
    // Each controller has its own role, as in a cluster made by kubeadm; a single role for all may lack permissions.
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${join(folder, 'sa.key')}`,
    `--root-ca-file=${join(folder, 'ca.crt')}`,
    '--kube-api-qps=300',
    '--kube-api-burst=600',
    `--controllers=${CONTROLLERS.join(',')}`,
  ];
}

export function knativeArguments({ folder, webhookPort }: PlanePlaces): string[] {
  return [`--kubeconfig=${join(folder, 'knative.kubeconfig')}`, `--webhook-port=${webhookPort}`];
}

/** auditPolicy logs who requested what; watches when they start and end, other requests when they complete. */
export const AUDIT_POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
`;
