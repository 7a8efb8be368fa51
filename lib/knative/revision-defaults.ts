/** What `config-defaults` fills into Revisions and bounds them by (knative/serving v0.50 `pkg/apis/config/defaults.go`). */
export interface RevisionDefaults {
  timeoutSeconds: number;
  maxTimeoutSeconds: number;
  /** Filled in where it is not 0 and below the timeout. */
  responseStartTimeoutSeconds: number;
  /** Filled in where it is not 0 and below the timeout. */
  idleTimeoutSeconds: number;
  containerConcurrency: number;
  maxContainerConcurrency: number;
  allowContainerConcurrencyZero: boolean;
  /** Undefined leaves the field alone. */
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
