import { type Features, securesPods } from '#lib/knative/features.ts';
import { isRecord } from '#lib/knative/semantic-equal.ts';
import type { Container } from '#lib/knative/types.ts';

const FIRST_OPEN_PORT = 1024;

/**
 * secureContainer fills in what the `restricted` profile wants of a container, where `secure-pod-defaults` asks for it and neither the
 * container nor its pod says otherwise (knative/serving v0.50 `revision_defaults.go` defaultSecurityContext).
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
