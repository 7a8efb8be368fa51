import { PAGE_PROOF_HEADER, proofText, SESSION_PATH } from '#lib/access/page-access.ts';
import { challengeAnswer } from '#lib/api/session.ts';
import * as z from '#lib/api/zod.ts';

const ANY_ORIGIN = 'http://localhost';

/** Inputs of a page's proofs: its key, and the challenge of the running server. */
interface Prover {
  key: string;
  challenge: string;
  prove: (method: string, target: string) => Promise<string>;
}

/**
 * PageCalls makes calls to the HTTP API from a page or its worker. It never sends the key: each call carries a proof for its own method
 * and path. A program that listens on the port while Sluice is down collects only proofs that are worthless after the next start.
 */
export class PageCalls {
  readonly #readKey: () => string | null;
  #prover: Promise<Prover> | undefined;

  constructor(readKey: () => string | null) {
    this.#readKey = readKey;
  }

  /**
   * Like `fetch`, with the proof added; `path` begins with a slash. Retries once if the server refuses the proof and has a new challenge,
   * which is the case after a restart.
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

  /** Returns the prover for the current key; undefined without a key. Rejects when the server does not answer. */
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
  const parsed = z.safeParse(challengeAnswer, await answer.json());
  // Without a challenge no proof is valid; the server then refuses the call itself and gives the reason.
  const challenge = parsed.success ? parsed.data.challenge : '';
  const bytes = (of: string) => new TextEncoder().encode(of);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', bytes(key), algorithm, false, ['sign']);
  /** HMAC-SHA256 as base64url: the same as proofOf in server/access/secrets.ts. */
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
