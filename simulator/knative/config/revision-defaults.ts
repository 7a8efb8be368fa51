/** The Revision defaults and limits of `config-defaults` (knative/serving v0.50 `pkg/apis/config/defaults.go`). */
export interface RevisionDefaults {
  timeoutSeconds: number;
  maxTimeoutSeconds: number;
  /** The default when it is not 0 and is less than the timeout. */
  responseStartTimeoutSeconds: number;
  /** The default when it is not 0 and is less than the timeout. */
  idleTimeoutSeconds: number;
  containerConcurrency: number;
  maxContainerConcurrency: number;
  allowContainerConcurrencyZero: boolean;
  /** Undefined leaves the field unset. */
  enableServiceLinks: boolean | undefined;
  /** Quantities by resource name. */
  requests: Readonly<Record<string, string>>;
  limits: Readonly<Record<string, string>>;
}

/** The defaults as shipped. */
export const REVISION_DEFAULTS: RevisionDefaults = {
  timeoutSeconds: 300,
  maxTimeoutSeconds: 600,
  responseStartTimeoutSeconds: 300,
  idleTimeoutSeconds: 0,
  containerConcurrency: 0,
  maxContainerConcurrency: 1000,
  allowContainerConcurrencyZero: true,
  enableServiceLinks: false,
  requests: {},
  limits: {},
};
