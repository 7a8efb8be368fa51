import { type CodeRefusal, ENTER_PATH, PAGE_KEY_ITEM, SESSION_PATH } from '#lib/access/page-access.ts';

// Pages in front of Sluice. They contain nothing from the cluster and load nothing.

const NEW_ADDRESS =
  'To get a new address, press Enter in the terminal where Sluice runs, or run <code>npm run open</code>, which also opens it in the browser.';

/** Session storage key for the page that was requested, until the person is signed in. */
const RETURN_ITEM = 'sluice-return';

interface Words {
  title: string;
  /** HTML. */
  text: string;
}

const REFUSALS = {
  noSession: {
    title: 'Sluice does not recognize this browser',
    text: `Sluice uses your kubeconfig, so it opens only in a browser that used an address printed by Sluice. ${NEW_ADDRESS}`,
  },
  wrongHost: {
    title: 'Sluice answers only on this machine',
    text: 'This request named another host. Open the address that Sluice printed, or 127.0.0.1; from another machine, forward its port with <code>ssh -L</code>.',
  },
} as const satisfies Record<string, Words>;

/** Possible outcomes of a launch code in the browser: the server's refusals, and the browser's own. */
type Outcome = CodeRefusal | 'noCode' | 'tooMany' | 'noAnswer' | 'noStorage';

const OUTCOMES: Record<Outcome, Words> = {
  used: {
    title: 'This address has been used',
    text: `Each printed address works once. If you did not use it, stop Sluice now: someone else did. ${NEW_ADDRESS}`,
  },
  expired: {
    title: 'This address has expired',
    text: `A printed address is valid for ten minutes. ${NEW_ADDRESS}`,
  },
  unknown: {
    title: 'This address is not valid',
    text: `Its code is wrong or incomplete, or Sluice was restarted after printing it. ${NEW_ADDRESS}`,
  },
  noCode: { title: 'This address has no code', text: NEW_ADDRESS },
  tooMany: {
    title: 'Too many wrong codes were tried',
    text: `A program on this machine may be guessing codes. Wait a minute. ${NEW_ADDRESS}`,
  },
  noAnswer: {
    title: 'Sluice does not answer',
    text: `Check in its terminal whether it is still running. This attempt may have used up the code. ${NEW_ADDRESS}`,
  },
  noStorage: {
    title: 'This browser stores nothing for Sluice',
    text: `Sluice needs a cookie and local storage for this address. Allow both in the browser’s settings. ${NEW_ADDRESS}`,
  },
};

const SIGNED_OUT: Words = { title: 'You are signed out', text: NEW_ADDRESS };

/** refusalPage returns the page for a caller who is not let in: what is wrong and what to do, with nothing loaded. */
export function refusalPage(reason: keyof typeof REFUSALS, nonce: string): string {
  return page(
    nonce,
    REFUSALS[reason],
    reason === 'noSession'
      ? `try { sessionStorage.setItem('${RETURN_ITEM}', location.pathname + location.search); } catch {}
addEventListener('storage', ({ key, newValue }) => { if (key === '${PAGE_KEY_ITEM}' && newValue !== null) location.reload(); });`
      : '',
  );
}

/** signedOutPage returns the page shown after signing out. */
export function signedOutPage(nonce: string): string {
  return page(nonce, SIGNED_OUT, '');
}

/** reloadPage returns a page that loads its own address again, this time as one of Sluice's own pages. */
export function reloadPage(): string {
  return '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0"><title>Sluice</title></html>';
}

/**
 * enterPage returns the page that exchanges the code behind `#` for a session. A browser never sends the part behind `#` to a server, and
 * the page removes it from the address before anything else; the code travels once, in a POST.
 */
export function enterPage(nonce: string): string {
  const outcomes = Object.entries(OUTCOMES)
    .map(([name, words]) => `<section hidden data-outcome="${name}">${inner(words)}</section>`)
    .join('\n');
  const body = `<noscript>${inner({
    title: 'Sluice needs JavaScript',
    text: 'A script on this page exchanges the code in its address for a session.',
  })}</noscript>\n${outcomes}`;
  return shell(nonce, 'Sluice', body, ENTER_SCRIPT);
}

const ENTER_SCRIPT = `(async () => {
  const given = new URLSearchParams(location.hash.slice(1));
  history.replaceState(null, '', '${ENTER_PATH}');
  const show = (name) => {
    const section = document.querySelector('[data-outcome="' + name + '"]');
    section.hidden = false;
    document.title = section.querySelector('h1').textContent;
  };
  let waiting = null;
  try {
    waiting = sessionStorage.getItem('${RETURN_ITEM}');
  } catch {
    return show('noStorage');
  }
  const open = () => {
    sessionStorage.removeItem('${RETURN_ITEM}');
    const target = new URL(given.get('to') ?? waiting ?? '/', location.origin);
    location.replace(target.origin === location.origin ? target.href : '/');
  };
  const code = given.get('code');
  if (code === null) return localStorage.getItem('${PAGE_KEY_ITEM}') === null ? show('noCode') : open();
  let answer, body;
  try {
    answer = await fetch('${SESSION_PATH}', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    });
    body = await answer.json();
  } catch {
    return show('noAnswer');
  }
  if (!answer.ok) return show(answer.status === 429 ? 'tooMany' : (body.error.reason ?? 'unknown'));
  try {
    localStorage.setItem('${PAGE_KEY_ITEM}', body.key);
  } catch {
    return show('noStorage');
  }
  open();
})();`;

function page(nonce: string, words: Words, script: string): string {
  return shell(nonce, words.title, inner(words), script);
}

function inner({ title, text }: Words): string {
  return `<h1>${title}</h1><p>${text}</p>`;
}

function shell(nonce: string, title: string, body: string, script: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style nonce="${nonce}">
:root { color-scheme: light dark }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 15px/1.6 system-ui, sans-serif; background: light-dark(#f6f7f6, #0e1412); color: light-dark(#16211d, #e8efec) }
main { max-width: 34rem; padding: 2rem } h1 { font-size: 1.25rem; letter-spacing: -.01em }
p { color: light-dark(#4c5a55, #a9b7b1) } code { font: .92em ui-monospace, monospace; color: light-dark(#16211d, #e8efec) }
</style>
<main>${body}</main>${script === '' ? '' : `\n<script nonce="${nonce}">\n${script}\n</script>`}</html>`;
}
