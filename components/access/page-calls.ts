import { PAGE_PROOF_HEADER, SESSION_PATH } from '#lib/access/page-access.ts';

/** What a call of a page carries beside the cookie: a proof that it holds the key, made for one challenge of the server. */
interface Proof {
  key: string;
  text: string;
}

/**
 * Calls to the HTTP API from a page or its worker. The key itself is never sent: a program that listens on the port while Sluice
 * is away gets a proof that is worth nothing after the next start.
 */
export class PageCalls {
  readonly #readKey: () => string | null;
  #proof: Promise<Proof> | undefined;

  constructor(readKey: () => string | null) {
    this.#readKey = readKey;
  }

  /** Like fetch, with the proof added. If the server refuses the proof, makes a new one and tries once more: the server may have restarted. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const first = await this.#prove();
    const response = await send(path, init, first);
    if (response.status !== 401 || first === undefined) return response;
    this.#proof = undefined;
    const second = await this.#prove();
    return second === undefined || second.text === first.text ? response : await send(path, init, second);
  }

  /** The proof for the key of now; undefined without a key. Rejects when the server does not answer. */
  async #prove(): Promise<Proof | undefined> {
    const key = this.#readKey();
    if (key === null) return undefined;
    this.#proof ??= makeProof(key);
    try {
      const proof = await this.#proof;
      if (proof.key === key) return proof;
      this.#proof = makeProof(key);
      return await this.#proof;
    } catch (error) {
      this.#proof = undefined;
      throw error;
    }
  }
}

async function send(path: string, init: RequestInit, proof: Proof | undefined): Promise<Response> {
  const headers = new Headers(init.headers);
  if (proof !== undefined) headers.set(PAGE_PROOF_HEADER, proof.text);
  return await fetch(path, { ...init, headers });
}

async function makeProof(key: string): Promise<Proof> {
  const answer = await fetch(SESSION_PATH, { cache: 'no-store' });
  const { challenge } = (await answer.json()) as { challenge?: string };
  return { key, text: challenge === undefined ? '' : await hmac(key, challenge) };
}

/** HMAC-SHA256 as base64url: what proofOf in server/access/secrets.ts computes. */
async function hmac(key: string, text: string): Promise<string> {
  const bytes = (of: string) => new TextEncoder().encode(of);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', bytes(key), algorithm, false, ['sign']);
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytes(text)));
  return btoa(String.fromCharCode(...signature))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
