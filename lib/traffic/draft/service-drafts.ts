import type { KeptValues } from '#lib/kept-values.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import {
  beginDraft,
  currentDraft,
  type DraftAction,
  type DraftSource,
  isChanged,
  isDone,
  reduceDraft,
  type TrafficDraft,
} from '#lib/traffic/draft/draft.ts';

/** Where a browser keeps the drafts of every Service. */
export interface DraftStores {
  /** The edit in progress. */
  drafts: KeptValues<TrafficDraft>;
  /** The complete proposal in review. It lies over the edit in progress, which stays unchanged beneath it. */
  proposed: KeptValues<TrafficDraft>;
}

/**
 * The drafts of one Service: the edit in progress, and the proposal that may lie over it. Until something is changed, nothing is stored and
 * the draft follows the cluster. Methods take `source`, the current state of the cluster, and never read it otherwise. Functions without it
 * are bound, so that they can be passed on.
 */
export class ServiceDrafts {
  readonly #stores: DraftStores;
  readonly #cluster: string;
  readonly #uid: string;

  constructor(stores: DraftStores, cluster: string, uid: string) {
    this.#stores = stores;
    this.#cluster = cluster;
    this.#uid = uid;
  }

  /** Calls the listener when either draft is replaced. Returns the unsubscriber. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const { drafts, proposed } = this.#stores;
    const unsubscribe = [drafts, proposed].map((store) =>
      store.subscribe(this.#cluster, this.#uid, listener),
    );
    return () => {
      for (const stop of unsubscribe) stop();
    };
  };

  /** Returns the stored draft that the gate shows: the proposal, else the edit in progress; null when there is neither. */
  readonly shown = (): TrafficDraft | null => this.#read('proposed') ?? this.#read('drafts');

  /** Ends an edit that the cluster now holds: it must not return as an edit the next time somebody changes the traffic. */
  settle(source: DraftSource): void {
    const own = this.#read('drafts');
    if (own !== null && isDone(own, source)) this.#write('drafts', currentDraft(own, source));
  }

  /** Applies an action to the draft that the gate shows. */
  dispatch(action: DraftAction, source: DraftSource): void {
    const before = currentDraft(this.shown(), source);
    const after = reduceDraft(before, action);
    if (after !== before) this.#write(this.#layer(), after);
  }

  /** Drops the draft that the gate shows, and returns it, so that it can be restored. */
  discard(source: DraftSource): TrafficDraft {
    const discarded = currentDraft(this.shown(), source);
    this.#write(this.#layer(), null);
    return discarded;
  }

  /** Makes a draft the edit in progress. */
  readonly restore = (draft: TrafficDraft): void => this.#write('drafts', draft);

  /** Restarts the edit in progress from what the cluster holds, with the given targets as the first step. Locks stay. */
  rebase(targets: readonly TrafficTarget[], source: DraftSource): void {
    this.#write('drafts', this.#begun(targets, source));
  }

  /** Lays a complete list over the edit in progress, until it is withdrawn or adopted. */
  propose(targets: readonly TrafficTarget[], source: DraftSource): void {
    this.#write('proposed', this.#begun(targets, source));
  }

  /** Removes the proposal; the edit in progress is visible again. */
  readonly withdraw = (): void => this.#write('proposed', null);

  /** Makes the proposal the edit in progress. Returns the edit that it replaces; null when that changed nothing, or without a proposal. */
  adopt(source: DraftSource): TrafficDraft | null {
    const [replaced, offered] = [this.#read('drafts'), this.#read('proposed')];
    if (offered === null) return null;
    this.#write('drafts', offered);
    this.#write('proposed', null);
    return replaced !== null && isChanged(currentDraft(replaced, source)) ? replaced : null;
  }

  #begun(targets: readonly TrafficTarget[], source: DraftSource): TrafficDraft {
    const fresh = beginDraft(source, this.#read('drafts')?.locked);
    return reduceDraft(fresh, { type: 'edit', edit: { type: 'replace', targets: [...targets] } });
  }

  #layer(): keyof DraftStores {
    return this.#read('proposed') === null ? 'drafts' : 'proposed';
  }

  #read(layer: keyof DraftStores): TrafficDraft | null {
    return this.#stores[layer].get(this.#cluster, this.#uid);
  }

  #write(layer: keyof DraftStores, draft: TrafficDraft | null): void {
    this.#stores[layer].put(this.#cluster, this.#uid, draft);
  }
}
