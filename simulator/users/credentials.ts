import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { stringify } from 'yaml';

/** The credentials of the server and its users. Plain JSON, so that a restart can reuse them. */
export interface Credentials {
  caPem: string;
  certificatePem: string;
  keyPem: string;
  /** Bearer tokens by kubeconfig name. */
  tokens: Record<string, string>;
}

const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const YEAR_MS = 365 * 24 * 3600 * 1000;

/** createCredentials creates a certificate authority, a server certificate for localhost and 127.0.0.1, and one token per user. */
export async function createCredentials(users: readonly string[]): Promise<Credentials> {
  const notBefore = new Date(Date.now() - 3600 * 1000);
  const notAfter = new Date(Date.now() + YEAR_MS);
  const authority = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const server = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const ca = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=embedded-cluster-ca',
    notBefore,
    notAfter,
    signingAlgorithm: KEY,
    keys: authority,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  const certificate = await X509CertificateGenerator.create({
    subject: 'CN=embedded-cluster',
    issuer: ca.subject,
    notBefore,
    notAfter,
    signingAlgorithm: KEY,
    publicKey: server.publicKey,
    signingKey: authority.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'dns', value: 'kubernetes.default.svc' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', server.privateKey)).toString('base64');
  const lines = pkcs8.match(/.{1,64}/g) ?? [];
  return {
    caPem: ca.toString('pem'),
    certificatePem: certificate.toString('pem'),
    keyPem: `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`,
    tokens: Object.fromEntries(users.map((user) => [user, randomBytes(24).toString('base64url')])),
  };
}

/** writeKubeconfig returns a kubeconfig as YAML; its only context is `embedded`. */
export function writeKubeconfig(
  credentials: Credentials,
  url: string,
  user: string,
  namespace?: string,
): string {
  const token = credentials.tokens[user];
  if (token === undefined) throw new Error(`the embedded cluster has no user ${user}`);
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'embedded',
    clusters: [
      {
        name: 'embedded',
        cluster: {
          server: url,
          'certificate-authority-data': Buffer.from(credentials.caPem).toString('base64'),
        },
      },
    ],
    contexts: [
      {
        name: 'embedded',
        context: { cluster: 'embedded', user, ...(namespace === undefined ? {} : { namespace }) },
      },
    ],
    users: [{ name: user, user: { token } }],
  });
}
