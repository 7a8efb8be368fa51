import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { StatusError, type User } from '#simulator/apimachinery/contract.ts';
import { forbidden, unknownResource } from '#simulator/apimachinery/status-errors.ts';
import { denial } from '#simulator/rbac/authorizer.ts';
import type { Attributes } from '#simulator/rbac/rules.ts';

/** The status codes that a kind can be made to respond with. */
export type FaultCode = 403 | 404 | 500;

/** The faults that the levers currently inject. */
export class Faults {
  /** Connections are closed as they arrive. */
  refusing = false;
  /** Delay of each response, in real ms. */
  delayMs = 0;
  readonly answers = new Map<string, FaultCode>();
  #frozen = false;
  #waiting: (() => void)[] = [];

  get frozen(): boolean {
    return this.#frozen;
  }

  /** Accepts requests but holds them until thaw. */
  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  /** Resolves once the server may handle a request. */
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

  /** Throws the error that a kind was set to respond with. */
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
