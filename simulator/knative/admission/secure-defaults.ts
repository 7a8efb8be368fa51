import type { Container } from '#lib/knative/types.ts';
import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import { type Features, securesPods } from '#simulator/knative/config/feature-flags.ts';

const FIRST_OPEN_PORT = 1024;

/**
 * secureContainer sets what the `restricted` profile requires of a container, if `secure-pod-defaults` is on and neither the container nor
 * its pod sets it (knative/serving v0.50 `revision_defaults.go` defaultSecurityContext).
 */
export function secureContainer(container: Container, podContext: unknown, features: Features): Container {
  if (!securesPods(features)) return container;
  const pod = isRecord(podContext) ? podContext : {};
  const own = isRecord(container.securityContext) ? container.securityContext : {};
  const next: Record<string, unknown> = { allowPrivilegeEscalation: false, ...own };
  if (!hasType(pod.seccompProfile) && !hasType(own.seccompProfile)) {
    next.seccompProfile = { ...(own.seccompProfile as object | undefined), type: 'RuntimeDefault' };
  }
  if (!isRecord(own.capabilities)) {
    const needsLowPort = (container.ports ?? []).some(
      ({ containerPort = 0 }) => containerPort < FIRST_OPEN_PORT,
    );
    next.capabilities = { drop: ['ALL'], ...(needsLowPort ? { add: ['NET_BIND_SERVICE'] } : {}) };
  }
  const isStrict = features['secure-pod-defaults'] === 'enabled';
  if (isStrict && pod.runAsNonRoot === undefined) next.runAsNonRoot ??= true;
  return { ...container, securityContext: next };
}

const hasType = (profile: unknown): boolean => isRecord(profile) && (profile.type ?? '') !== '';
