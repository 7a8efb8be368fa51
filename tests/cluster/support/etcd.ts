import { request } from 'undici';

/** The etcd of a control plane, through its HTTP gateway: for operations that no API server offers. */
export class Etcd {
  readonly #url: string;

  constructor(clientPort: number) {
    this.#url = `http://127.0.0.1:${clientPort}/v3/kv`;
  }

  /** Compacts every revision before the current one. */
  async compact(): Promise<void> {
    const { header } = await this.#call<{ header: { revision: string } }>('range', { key: encode('/') });
    await this.#call('compaction', { revision: header.revision });
  }

  async put(key: string, value: string): Promise<void> {
    await this.#call('put', { key: encode(key), value: encode(value) });
  }

  async delete(key: string): Promise<void> {
    await this.#call('deleterange', { key: encode(key) });
  }

  async #call<T>(verb: string, body: unknown): Promise<T> {
    const answer = await request(`${this.#url}/${verb}`, { method: 'POST', body: JSON.stringify(body) });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`etcd answered ${answer.statusCode} to ${verb}: ${text}`);
    return JSON.parse(text) as T;
  }
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
