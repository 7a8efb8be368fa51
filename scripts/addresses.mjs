import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readPrivate } from './private-files.mjs';
import { tokenFile } from './token.mjs';

/**
 * freshAddresses requests a new one-time code from the Sluice on a port. Rejects with a message when there is none. It does not send the
 * token, because another program may have taken the port. Each side proves to the other that it has the token, by an HMAC over the port,
 * the server's challenge and a nonce (server/access/secrets.ts).
 */
export async function freshAddresses(port) {
  const token = readToken(port);
  const { status, body: session } = await ask(port, '/api/session', {});
  const challenge = session?.challenge;
  if (typeof challenge !== 'string' || !/^[\w-]{1,64}$/.test(challenge))
    throw noSluice(port, status, session);
  const nonce = randomBytes(24).toString('base64url');
  const prove = (...parts) => createHmac('sha256', token).update(parts.join('\n')).digest('base64url');
  const { isOk, ...answer } = await ask(port, '/api/session/codes', {
    method: 'POST',
    headers: { 'x-sluice-script': `${nonce}.${prove('code', port, challenge, nonce)}` },
  });
  const { address, fallbackAddress, proof } = answer.body ?? {};
  if (!isOk || !isAddress(address) || !isAddress(fallbackAddress))
    throw noSluice(port, answer.status, answer.body);
  if (!isSame(proof, prove('address', port, challenge, nonce, address, fallbackAddress)))
    throw new Error(
      `The program on port ${port} does not know the token in ${tokenFile(port)}: it is not the Sluice started from this folder. Its address was not opened.`,
    );
  return { address, fallbackAddress };
}

function readToken(port) {
  const file = tokenFile(port);
  try {
    return readPrivate(file).trim();
  } catch (error) {
    if (error.code !== 'ENOENT')
      throw new Error(`${file} cannot be read: ${error.message}`, { cause: error });
    throw new Error(
      `No Sluice started from this folder uses port ${port}: ${file} does not exist. Start one, or pass its port: npm run open -- --port N.`,
      { cause: error },
    );
  }
}

async function ask(port, path, init) {
  const limits = { redirect: 'manual', signal: AbortSignal.timeout(10_000) };
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { ...init, ...limits });
    return { isOk: answer.ok, status: answer.status, body: await answer.json().catch(() => undefined) };
  } catch (error) {
    throw new Error(
      `Sluice does not answer on port ${port}. Check in its terminal whether it is still running.`,
      {
        cause: error,
      },
    );
  }
}

function noSluice(port, status, body) {
  const words = plain(body?.error?.message ?? 'it is not Sluice');
  return new Error(`The program on port ${port} created no address (${status}): ${words}`);
}

function isSame(given, proof) {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(proof)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** After Sluice ends, any program can listen on the port and answer, so only a local address is printed and opened. */
function isAddress(text) {
  return (
    typeof text === 'string' &&
    /^http:\/\/(?:sluice-[a-z\d]+\.localhost|127\.0\.0\.1)(?::\d{1,5})?\/enter#code=[\w\-&=/.]+$/.test(text)
  );
}

/** Removes terminal control characters. */
function plain(text) {
  return String(text).slice(0, 300).replaceAll(/\p{C}/gu, ' ');
}

/** addressLines formats the result of freshAddresses for a terminal. */
export function addressLines({ address, fallbackAddress }) {
  return `  Open     ${address}
           once, within ten minutes. If the browser cannot find that name:
           ${fallbackAddress}`;
}
