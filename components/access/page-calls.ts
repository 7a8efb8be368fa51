import { PAGE_PROOF_HEADER, proofText, SESSION_PATH } from '#lib/access/page-access.ts';

const ANY_ORIGIN = 'http://localhost';

/** What proofs of a page are made with: its key, and the challenge of one life of the server. */
interface Prover {
  key: string;
  challenge: string;
  prove: (method: string, target: string) => Promise<string>;
}

/**
 * Calls to the HTTP API from a page or its worker. The key itself is never sent: each call carries a proof for its own method and
 * path. A program that listens on the port while Sluice is away gets proofs that are worth nothing after the next start.
 */
export class PageCalls {
  readonly #readKey: () => string | null;
  #prover: Promise<Prover> | undefined;

  constructor(readKey: () => string | null) {
    this.#readKey = readKey;
  }

  /**
   * Like fetch, with the proof added; `path` begins with a slash. If the server refuses the proof and has another challenge, which is
   * so when it has restarted, tries once more.
   */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const first = await this.#proverNow();
    const response = await send(path, init, first);
    if (response.status !== 401 || first === undefined) return response;
    this.#prover = undefined;
    const second = await this.#proverNow();
    const isSame = second?.key === first.key && second.challenge === first.challenge;
    return second === undefined || isSame ? response : await send(path, init, second);
  }

  /** What proves for the key of now; undefined without a key. Rejects when the server does not answer. */
  async #proverNow(): Promise<Prover | undefined> {
    const key = this.#readKey();
    if (key === null) return undefined;
    this.#prover ??= makeProver(key);
    try {
      const prover = await this.#prover;
      if (prover.key === key) return prover;
      this.#prover = makeProver(key);
      return await this.#prover;
    } catch (error) {
      this.#prover = undefined;
      throw error;
    }
  }
}

async function send(path: string, init: RequestInit, prover: Prover | undefined): Promise<Response> {
  const headers = new Headers(init.headers);
  if (prover !== undefined) headers.set(PAGE_PROOF_HEADER, await prover.prove(init.method ?? 'GET', path));
  return await fetch(path, { ...init, headers });
}

async function makeProver(key: string): Promise<Prover> {
  const answer = await fetch(SESSION_PATH, { cache: 'no-store' });
  const { challenge = '' } = (await answer.json()) as { challenge?: string };
  const bytes = (of: string) => new TextEncoder().encode(of);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', bytes(key), algorithm, false, ['sign']);
  /** HMAC-SHA256 as base64url: what proofOf in server/access/secrets.ts computes. */
  const prove = async (method: string, target: string): Promise<string> => {
    const text = bytes(proofText(challenge, method, new URL(target, ANY_ORIGIN)));
    const signature = new Uint8Array(await crypto.subtle.sign('HMAC', imported, text));
    return btoa(String.fromCharCode(...signature))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
  };
  return { key, challenge, prove };
}
