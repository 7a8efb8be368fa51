import { readFileSync } from 'node:fs';
import { tokenFile } from './token.mjs';

/** freshAddresses asks the Sluice of a port for a new one-time code. Rejects with a sentence when there is none to ask. */
export async function freshAddresses(port) {
  const file = tokenFile(port);
  let token;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error.code !== 'ENOENT')
      throw new Error(`${file} cannot be read: ${error.message}`, { cause: error });
    throw new Error(
      `No Sluice runs from this folder on port ${port}: there is no ${file}. Start one, or name its port: npm run open -- --port N.`,
      { cause: error },
    );
  }
  let answer;
  try {
    answer = await fetch(`http://127.0.0.1:${port}/api/session/codes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(10_000),
    });
  } catch (error) {
    throw new Error(`Sluice does not answer on port ${port}. Look whether it still runs in its terminal.`, {
      cause: error,
    });
  }
  const body = await answer.json().catch(() => undefined);
  if (!answer.ok || !isAddress(body?.address) || !isAddress(body?.fallbackAddress))
    throw new Error(
      `What listens on port ${port} makes no address (${answer.status}): ${plain(body?.error?.message ?? 'it is no Sluice')}`,
    );
  return body;
}

/** Whatever listens on the port after Sluice ended may answer: only an address of this machine is printed and opened. */
function isAddress(text) {
  return (
    typeof text === 'string' &&
    /^http:\/\/(?:sluice-[a-z\d]+\.localhost|127\.0\.0\.1)(?::\d{1,5})?\/enter#code=[\w\-&=/.]+$/.test(text)
  );
}

/** Without what a terminal obeys. */
function plain(text) {
  return String(text).slice(0, 300).replaceAll(/\p{C}/gu, ' ');
}

/** addressLines words what freshAddresses returned, for a terminal. */
export function addressLines({ address, fallbackAddress }) {
  return `  Open     ${address}
           once, within ten minutes. Where the browser does not find that name:
           ${fallbackAddress}`;
}
