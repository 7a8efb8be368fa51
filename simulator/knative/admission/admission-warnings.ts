import type { RevisionSpec, RevisionTemplate } from '#lib/knative/types.ts';
import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import {
  type FieldError,
  generic,
  invalidValue,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';
import { getFirst } from '#simulator/knative/admission/validation/validate-metadata.ts';
import { type Features, securesPods } from '#simulator/knative/config/feature-flags.ts';

const INSECURE =
  'Kubernetes default value is insecure, Knative may default this to secure in a future release';
const DEPRECATED =
  'Queue proxy resource percentage annotation is deprecated. Please use the available annotations to explicitly set resource values per service';

/**
 * warnAboutTemplate returns what the webhook admits with a warning (knative/serving v0.50 `k8s_validation.go`
 * warnDefaultContainerSecurityContext, `revision_validation.go`). Paths are relative to the template.
 */
export function warnAboutTemplate({ metadata, spec }: RevisionTemplate, features: Features): FieldError[] {
  const prefix = 'queue.sidecar.serving.knative.dev/';
  const percentage = [`${prefix}resource-percentage`, `${prefix}resourcePercentage`];
  const isDeprecated = getFirst(metadata?.annotations, percentage) !== null;
  return [...via(warnAboutSpec(spec, features), 'spec'), ...(isDeprecated ? [generic(DEPRECATED)] : [])];
}

/** warnAboutSpec returns the warnings for a Revision's spec. Paths are relative to the spec. */
export function warnAboutSpec(spec: RevisionSpec, features: Features): FieldError[] {
  if (securesPods(features)) return [];
  return (['containers', 'initContainers'] as const).flatMap((list) => {
    const containers: unknown = spec[list];
    return (Array.isArray(containers) ? containers : []).flatMap((container: unknown, index) => {
      const own = isRecord(container) && isRecord(container.securityContext) ? container.securityContext : {};
      const insecure = insecureFields(spec['securityContext'], own);
      return via(
        [...insecure.map((field) => generic(INSECURE, field)), ...misspelt(own.capabilities)],
        list,
        `[${index}]`,
        'securityContext',
      );
    });
  });
}

/** insecureFields returns the fields that a security context leaves unset although the `restricted` profile requires them. */
function insecureFields(podContext: unknown, own: Record<string, unknown>): string[] {
  const pod = isRecord(podContext) ? podContext : {};
  const fields: string[] = [];
  if (isAbsent(pod.runAsNonRoot) && isAbsent(own.runAsNonRoot)) fields.push('runAsNonRoot');
  if (isAbsent(own.allowPrivilegeEscalation)) fields.push('allowPrivilegeEscalation');
  if (!isRecord(own.seccompProfile) && !isRecord(pod.seccompProfile)) fields.push('seccompProfile');
  else if (!hasType(own.seccompProfile) && !hasType(pod.seccompProfile)) fields.push('seccompProfile.type');
  if (!isRecord(own.capabilities)) fields.push('capabilities');
  else if (isAbsent(own.capabilities.drop)) fields.push('capabilities.drop');
  return fields;
}

/** Lower-case `all` drops nothing. */
function misspelt(capabilities: unknown): FieldError[] {
  const drop: unknown = isRecord(capabilities) ? capabilities.drop : undefined;
  if (!Array.isArray(drop) || drop[0] !== 'all') return [];
  return [invalidValue('all', 'capabilities.drop', "Must be spelled as 'ALL'")];
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const hasType = (profile: unknown): boolean => isRecord(profile) && (profile.type ?? '') !== '';
