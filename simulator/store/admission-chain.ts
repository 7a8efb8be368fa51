import type {
  AdmissionPlugin,
  AdmissionRequest,
  Store,
  StoredObject,
  WriteOptions,
} from '#simulator/apimachinery/contract.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';

/** The subject of an admission request: `object` is what it would store, `old` what is stored. */
export interface AdmissionSubject {
  operation: AdmissionRequest['operation'];
  type: ResourceDefinition;
  subresource: '' | 'status';
  object: StoredObject;
  old: StoredObject | undefined;
}

/** Runs admission plug-ins in order: first all of them may mutate the object, later all of them validate it. */
export class AdmissionChain {
  readonly #store: Store;
  readonly #plugins: readonly AdmissionPlugin[];

  constructor(store: Store, plugins: readonly AdmissionPlugin[]) {
    this.#store = store;
    this.#plugins = plugins;
  }

  /** mutate runs the mutating phase and returns the request to validate later. Throws what a plug-in throws. */
  mutate(subject: AdmissionSubject, options: WriteOptions): AdmissionRequest {
    const { user, dryRun = false, warn = () => {} } = options;
    const request = { ...subject, user, dryRun, warn, store: this.#store };
    for (const plugin of this.#plugins) plugin.mutate?.(request);
    return request;
  }

  /** validate runs the validating phase. Throws the error of the first plug-in that rejects the request. */
  validate(request: AdmissionRequest): void {
    for (const plugin of this.#plugins) plugin.validate?.(request);
  }
}
