import type { Features } from '#simulator/knative/config/feature-flags.ts';

/** What a container is in its pod: sent requests, beside that one, or before them. */
type ContainerRole = 'serving' | 'sidecar' | 'init';

/** By what rules a container is checked; `portName` is that of the port for requests. */
export interface ContainerRules {
  portName: string;
  role: ContainerRole;
  features: Features;
}
