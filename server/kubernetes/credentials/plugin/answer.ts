import { z } from 'zod';
import { type ClientCertificate, checkedPair } from '#server/kubernetes/credentials/client-certificate.ts';
import { parseYamlFile } from '#server/kubernetes/credentials/yaml-file.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/** A plugin's response. Secret: never log it. */
export interface PluginCredential {
  token: string;
  certificate: ClientCertificate | null;
  /** Unix ms; null when it does not expire. */
  expiresAt: number | null;
}

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const schema = z.object({
  apiVersion: text,
  kind: text,
  status: z
    .object({
      token: text,
      clientCertificateData: text,
      clientKeyData: text,
      expirationTimestamp: text,
    })
    .nullish(),
});
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * readAnswer reads the ExecCredential on a plugin's standard output, JSON or YAML, with client-go's checks (plugin/pkg/client/auth/exec).
 * Throws CredentialsError, which contains nothing of the response. `plugin` names it.
 */
export function readAnswer(stdout: Buffer, apiVersion: string, plugin: string): PluginCredential {
  const what = `The credential plugin ${plugin}`;
  const parsed = schema.safeParse(read(stdout, what));
  if (!parsed.success) throw new CredentialsError(`${what} printed no ExecCredential.`);
  const { apiVersion: printed, kind, status } = parsed.data;
  if (printed !== apiVersion) {
    const known = /^client\.authentication\.k8s\.io\/v1(?:alpha1|beta1)?$/.test(printed);
    throw new CredentialsError(
      `${what} answered in ${known ? printed : 'another apiVersion'}, but the kubeconfig asks for ${apiVersion}.`,
    );
  }
  if (kind !== '' && kind !== 'ExecCredential')
    throw new CredentialsError(`${what} printed an object that is not an ExecCredential.`);
  if (status === undefined || status === null)
    throw new CredentialsError(`${what} answered without a status field.`);
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp: expiry } = status;
  if (token === '' && cert === '' && key === '') {
    throw new CredentialsError(`${what} answered without a token and without a certificate.`);
  }
  if ((cert === '') !== (key === '')) {
    throw new CredentialsError(`${what} answered with a certificate or a key, but not both.`);
  }
  if (expiry !== '' && (!RFC3339.test(expiry) || Number.isNaN(Date.parse(expiry)))) {
    throw new CredentialsError(`${what} answered with an expirationTimestamp that is not a valid time.`);
  }
  return {
    token,
    certificate: cert === '' ? null : checkedPair(cert, key, `the credential plugin ${plugin}`),
    expiresAt: expiry === '' ? null : Date.parse(expiry),
  };
}

function read(stdout: Buffer, what: string): unknown {
  const text = stdout.toString('utf8').replace(/^\ufeff/, '');
  if (!text.trimStart().startsWith('{')) return parseYamlFile(stdout, `What ${what} printed`);
  try {
    return JSON.parse(text);
  } catch {
    throw new CredentialsError(`${what} printed JSON that cannot be read.`);
  }
}
