import type { KubeObject } from '#lib/kubernetes/object.ts';

// Reviews are created to be answered, and stored nowhere.

/** Whom the API server takes the caller for (authentication.k8s.io/v1, since Kubernetes 1.28). */
export interface SelfSubjectReview extends KubeObject {
  status?: { userInfo?: { username?: string; groups?: string[] } };
}

/** Whether the caller may do something (authorization.k8s.io/v1). */
export interface SelfSubjectAccessReview extends KubeObject {
  status?: { allowed: boolean; reason?: string };
}
