import { expect, test } from 'vitest';
import { answer, pluginFixture } from '#tests/plugin-fixture.ts';

test.each([
  [
    'that is gone',
    {
      command: 'gke-gcloud-auth-plugin-gone',
      installHint: 'Install it:\u001b[1m\n  gcloud components install',
    },
    'The credential plugin gke-gcloud-auth-plugin-gone is not installed: there is no executable file gke-gcloud-auth-plugin-gone. Install it: gcloud components install',
  ],
  [
    'that needs a terminal',
    { interactiveMode: 'Always' },
    'The credential plugin get-token needs a terminal (interactiveMode: Always), and Sluice has none to offer. Sign in once with kubectl, or set interactiveMode: IfAvailable.',
  ],
  [
    'of another version',
    { apiVersion: 'client.authentication.k8s.io/v1beta1' },
    'The credential plugin get-token answered in client.authentication.k8s.io/v1, but the kubeconfig asks for client.authentication.k8s.io/v1beta1.',
  ],
])('%s is explained in a sentence', async (_what, exec, sentence) => {
  const { load } = pluginFixture();
  const credentials = load(answer({ token: 't' }), exec);
  await expect(credentials.access()).rejects.toThrow(sentence);
  expect(credentials.status()).toMatchObject({ phase: 'failed', words: sentence });
});

test.each([
  ['{"status":', 'printed JSON that cannot be read'],
  ['SECRET', 'printed no ExecCredential'],
  [
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential"}`,
    'answered without a status field',
  ],
  [
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}`,
    'answered without a token and without a certificate',
  ],
  [
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"Other","status":{"token":"SECRET"}}`,
    'printed an object that is not an ExecCredential',
  ],
  [
    `{"apiVersion":"SECRET","kind":"ExecCredential","status":{"token":"t"}}`,
    'answered in another apiVersion',
  ],
  [
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientKeyData":"SECRET"}}`,
    'answered with a certificate or a key, but not both',
  ],
  [
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t","expirationTimestamp":"SECRET"}}`,
    'answered with an expirationTimestamp that is not a valid time',
  ],
  [
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"a\\\\u000aSECRET"}}`,
    'has a line break',
  ],
])('that prints %s is reported with the problem, without repeating its output', async (printed, words) => {
  const { load } = pluginFixture();
  const credentials = load(`printf '%s' '${printed.replace('\\\\u', '\\u')}'`);
  const error = await credentials.access().catch((caught: unknown) => caught);
  expect(String(error)).toContain(words);
  expect(String(error)).not.toContain('SECRET');
});
