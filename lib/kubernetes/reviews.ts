import type { KubeObject } from '#lib/kubernetes/object.ts';

// The API server answers a review when it is created, and does not store it.

/** The API server's view of who the caller is (authentication.k8s.io/v1, since Kubernetes 1.28). */
export interface SelfSubjectReview extends KubeObject {
  status?: { userInfo?: { username?: string; groups?: string[] } };
}

/** Whether the caller may perform an action (authorization.k8s.io/v1). */
export interface SelfSubjectAccessReview extends KubeObject {
  status?: { allowed: boolean; reason?: string };
}
