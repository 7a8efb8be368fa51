import { type GoBinary, goBuild } from '#tests/cluster/support/go-build.ts';

/** The version of Kubernetes in tests/cluster/kube/go.mod. */
export const KUBERNETES_VERSION = '1.35.4';

/** The programs of the real control plane. */
export interface PlaneBinaries {
  /** etcd, kube-apiserver, kube-controller-manager and kubectl, selected by the first argument. */
  kube: GoBinary;
  /** Knative's controllers, autoscaler and webhooks. */
  knative: GoBinary;
}

/**
 * buildKube builds etcd, Kubernetes and kubectl. Without a version set, an API server reports `v0.0.0-master+$Format:%H$`, and Knative
 * exits because of it. Throws GoUnavailable or GoBuildFailed.
 */
export async function buildKube(): Promise<GoBinary> {
  const [major, minor] = KUBERNETES_VERSION.split('.');
  const versions = [
    `k8s.io/component-base/version.gitVersion=v${KUBERNETES_VERSION}`,
    `k8s.io/component-base/version.gitMajor=${major}`,
    `k8s.io/component-base/version.gitMinor=${minor}`,
    `k8s.io/client-go/pkg/version.gitVersion=v${KUBERNETES_VERSION}`,
  ];
  return await goBuild({
    module: 'tests/cluster/kube',
    package: '.',
    name: 'kube',
    ldflags: `-s -w ${versions.map((it) => `-X ${it}`).join(' ')}`,
  });
}

/** buildPlane builds both, one after the other: each build alone keeps every core busy. Throws GoUnavailable or GoBuildFailed. */
export async function buildPlane(): Promise<PlaneBinaries> {
  const kube = await buildKube();
  const knative = await goBuild({
    module: 'tests/cluster/knative',
    package: './cmd/plane',
    name: 'plane',
    ldflags: '-s -w',
  });
  return { kube, knative };
}
