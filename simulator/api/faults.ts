import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { denial } from '#simulator/api/rbac-authorizer.ts';
import type { Attributes } from '#simulator/api/rbac-rules.ts';
import { forbidden, unknownResource } from '#simulator/api/status-errors.ts';
import { StatusError, type User } from '#simulator/contract.ts';

/** The codes that a kind can be made to answer with. */
export type FaultCode = 403 | 404 | 500;

/** What is wrong with the server at the moment, by order of a lever. */
export class Faults {
  /** Connections are closed as they arrive. */
  refusing = false;
  /** How long each answer is held back, in real ms. */
  delayMs = 0;
  readonly answers = new Map<string, FaultCode>();
  #frozen = false;
  #waiting: (() => void)[] = [];

  get frozen(): boolean {
    return this.#frozen;
  }

  /** Requests are accepted and wait; thaw lets them go on. */
  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  /** Resolves once the server may go on with a request. */
  async admitted(): Promise<void> {
    while (this.#frozen) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    const { delayMs } = this;
    if (delayMs > 0) {
      await new Promise<void>((resolve) => {
        setTimeout(resolve, delayMs);
      });
    }
  }

  /** Throws what a kind was made to answer with. */
  check(type: Pick<ResourceType, 'group' | 'resource'>, user: User, attributes: Attributes): void {
    const code = this.answers.get(resourceId(type));
    if (code === 403) throw forbidden(type, attributes.name, denial(user, attributes));
    if (code === 404) throw unknownResource();
    if (code === 500) {
      throw new StatusError(500, 'InternalError', 'Internal error occurred: etcdserver: request timed out', {
        causes: [{ message: 'etcdserver: request timed out' }],
      });
    }
  }
}
