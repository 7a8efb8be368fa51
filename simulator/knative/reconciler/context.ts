import type { Context as ControllerContext } from '#simulator/controllers/context.ts';
import type { LiveConfig } from '#simulator/knative/config/live-config.ts';

/** What every Knative controller works with. */
export interface Context extends ControllerContext {
  /** Knative's current ConfigMaps. */
  readonly config: LiveConfig;
}
