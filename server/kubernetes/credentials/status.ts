import type { IdentityChange } from '#lib/view/pinned-identity.ts';

/** State of the credentials. Times are Unix ms. */
export interface CredentialsStatus {
  /**
   * `usable`: they can be sent, or have not been asked for yet; `waiting`: a plugin is running, most likely until a person signs in;
   * `failed`: there are none to send.
   */
  phase: 'usable' | 'waiting' | 'failed';
  /** When the phase began; 0 for `usable`. */
  since: number;
  /** Name of the plugin; null when no plugin is involved. */
  plugin: string | null;
  /** `waiting`: the plugin's output, made safe for a screen, possibly empty; `failed`: why, in a sentence. */
  words: string;
  /** Why the current kubeconfig cannot be followed; empty when it can. */
  notice: string;
  /** The other server or user that the kubeconfig now names, not used until a person confirms it; null for none. */
  change: IdentityChange | null;
}
