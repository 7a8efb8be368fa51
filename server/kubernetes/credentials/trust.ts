import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { CredentialsError } from '#server/kubernetes/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where Linux distributions keep their store (Go's crypto/x509 root_linux.go): the first file, and all folders. */
const STORE_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];
const STORE_FOLDERS = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/** certificatesOf returns the readable certificates in a PEM text. It ignores anything else in it, as Go does. */
export function certificatesOf(pem: string): string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.filter((block) => {
    try {
      return new X509Certificate(block).subject !== undefined;
    } catch {
      return false;
    }
  });
}

/** authorityOf returns the certificates that a kubeconfig trusts; throws CredentialsError when the bytes contain none. */
export function authorityOf(pem: Buffer, what: string): string[] {
  const certificates = certificatesOf(pem.toString('latin1'));
  if (certificates.length === 0) throw new CredentialsError(`${what} contains no certificate in PEM format.`);
  return certificates;
}

/**
 * machineAuthorities returns what this machine trusts, as kubectl sees it: on Linux the distribution's store, or SSL_CERT_FILE and the
 * folders in SSL_CERT_DIR in its place; elsewhere the system's store. Empty when there is none.
 */
export function machineAuthorities(env: Environment, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin' || platform === 'win32') return getCACertificates('system');
  const file = env.SSL_CERT_FILE ?? '';
  const folders = env.SSL_CERT_DIR ?? '';
  const texts = [
    firstThatIsThere(file === '' ? STORE_FILES : [file]),
    ...(folders === '' ? STORE_FOLDERS : folders.split(':')).flatMap(filesOf),
  ];
  return [...new Set(texts.flatMap(certificatesOf))];
}

function firstThatIsThere(files: readonly string[]): string {
  for (const file of files) {
    const text = textOf(file);
    if (text !== null) return text;
  }
  return '';
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isSymbolicLink() || readlinkSync(join(folder, entry.name)).includes('/'))
      .flatMap((entry) => textOf(join(folder, entry.name)) ?? []);
  } catch {
    // A missing or unreadable folder in the list is skipped, as Go does; others may hold what is needed.
    return [];
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return null;
  }
}
