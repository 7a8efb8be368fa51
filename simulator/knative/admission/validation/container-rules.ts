import type { Features } from '#simulator/knative/config/feature-flags.ts';

/** A container's role in its pod: it receives requests, runs next to the one that does, or runs before them. */
type ContainerRole = 'serving' | 'sidecar' | 'init';

/** The rules that a container is checked by; `portName` is the name of the request port. */
export interface ContainerRules {
  portName: string;
  role: ContainerRole;
  features: Features;
}
