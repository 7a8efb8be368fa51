import type { Context as ControllerContext } from '#simulator/controllers/context.ts';
import type { LiveConfig } from '#simulator/knative/config/live-config.ts';

/** What every controller of Knative works with. */
export interface Context extends ControllerContext {
  /** Knative's ConfigMaps, as they are now. */
  readonly config: LiveConfig;
}
