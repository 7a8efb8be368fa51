import type { IdentityChange } from '#lib/view/pinned-identity.ts';

/** How it stands with the credentials. Times are Unix ms. */
export interface CredentialsStatus {
  /**
   * `usable`: they can be sent, or nobody asked yet; `waiting`: a plugin runs, most likely for a person to sign in;
   * `failed`: there are none to send.
   */
  phase: 'usable' | 'waiting' | 'failed';
  /** When the phase began; 0 for `usable`. */
  since: number;
  /** The plugin's name; null when no plugin is concerned. */
  plugin: string | null;
  /** `waiting`: what the plugin says, made safe for a screen, perhaps nothing; `failed`: why, in a sentence. */
  words: string;
  /** Why the kubeconfig cannot be followed as it stands; empty when it can. */
  notice: string;
  /** The other server or user that the kubeconfig now names, not followed until a person confirms it; null for none. */
  change: IdentityChange | null;
}
