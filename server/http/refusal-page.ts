const WORDS = {
  noToken: {
    title: 'Sluice needs its launch token',
    text: 'Sluice acts with your kubeconfig, so it opens only for whoever has the address it printed when it started. Go to the terminal where it runs and open the address after “Open”, the one that ends in ?token=….',
  },
  wrongToken: {
    title: 'This launch token is not this Sluice’s',
    text: 'Sluice makes a new token each time it starts. Open the address that it printed last; SLUICE_TOKEN keeps one token over restarts.',
  },
  wrongHost: {
    title: 'Sluice answers on this machine only',
    text: 'This request named another host. Open Sluice at 127.0.0.1 or localhost; from another machine, forward its port with ssh -L.',
  },
} as const;

/** refusalPage returns the page for someone who may not in: what is wrong and what to do, with nothing loaded. */
export function refusalPage(reason: keyof typeof WORDS, nonce: string): string {
  const { title, text } = WORDS[reason];
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style nonce="${nonce}">
:root { color-scheme: light dark }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 15px/1.6 system-ui, sans-serif; background: light-dark(#f6f7f6, #0e1412); color: light-dark(#16211d, #e8efec) }
main { max-width: 34rem; padding: 2rem } h1 { font-size: 1.25rem; letter-spacing: -.01em }
p { color: light-dark(#4c5a55, #a9b7b1) }
</style>
<main><h1>${title}</h1><p>${text}</p></main></html>`;
}

/** reloadPage returns a page that loads its own address again, this time as a page of Sluice's own. */
export function reloadPage(): string {
  return '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0"><title>Sluice</title></html>';
}
