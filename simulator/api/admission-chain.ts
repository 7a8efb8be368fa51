import type { ResourceDefinition } from '#simulator/api/resources.ts';
import type {
  AdmissionPlugin,
  AdmissionRequest,
  Store,
  StoredObject,
  WriteOptions,
} from '#simulator/contract.ts';

/** What a request is about: `object` is what it would store, `old` what is stored. */
export interface AdmissionSubject {
  operation: AdmissionRequest['operation'];
  type: ResourceDefinition;
  subresource: '' | 'status';
  object: StoredObject;
  old: StoredObject | undefined;
}

/** Admission of a store's writes by plugins, in their order: first all of them may change the object, later all of them judge it. */
export class AdmissionChain {
  readonly #store: Store;
  readonly #plugins: readonly AdmissionPlugin[];

  constructor(store: Store, plugins: readonly AdmissionPlugin[]) {
    this.#store = store;
    this.#plugins = plugins;
  }

  /** mutate lets the plugins change the object and returns the request, to be judged later. Throws what a plugin throws. */
  mutate(subject: AdmissionSubject, options: WriteOptions): AdmissionRequest {
    const { user, dryRun = false, warn = () => {} } = options;
    const request = { ...subject, user, dryRun, warn, store: this.#store };
    for (const plugin of this.#plugins) plugin.mutate?.(request);
    return request;
  }

  /** validate lets the plugins judge the request. Throws the refusal of the first that refuses. */
  validate(request: AdmissionRequest): void {
    for (const plugin of this.#plugins) plugin.validate?.(request);
  }
}
