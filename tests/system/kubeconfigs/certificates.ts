import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A certificate and its key, as PEM. */
export interface Pair {
  cert: string;
  key: string;
}

const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** An authority that signs server and client certificates for one run. */
export class TestAuthority {
  readonly pem: string;
  readonly #certificate: X509Certificate;
  readonly #key: CryptoKey;

  private constructor(certificate: X509Certificate, key: CryptoKey) {
    this.#certificate = certificate;
    this.#key = key;
    this.pem = certificate.toString('pem');
  }

  static async create(name: string): Promise<TestAuthority> {
    const keys = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      ...validity(),
      signingAlgorithm: KEY,
      keys,
      extensions: [new BasicConstraintsExtension(true, 1, true)],
    });
    return new TestAuthority(certificate, keys.privateKey);
  }

  /** Issues a server certificate for these names and addresses; without any, it has only its common name. */
  async server(commonName: string, names: readonly { type: 'dns' | 'ip'; value: string }[]): Promise<Pair> {
    return await this.#issue(commonName, [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension([...names])]),
    ]);
  }

  async client(commonName: string): Promise<Pair> {
    return await this.#issue(commonName, [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])]);
  }

  /** Creates an authority below this one. */
  async intermediate(name: string): Promise<TestAuthority> {
    const keys = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: this.#certificate.subject,
      ...validity(),
      signingAlgorithm: KEY,
      publicKey: keys.publicKey,
      signingKey: this.#key,
      extensions: [new BasicConstraintsExtension(true, 0, true)],
    });
    return new TestAuthority(certificate, keys.privateKey);
  }

  async #issue(commonName: string, extensions: ExtendedKeyUsageExtension[] | object[]): Promise<Pair> {
    const pair = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.create({
      subject: `CN=${commonName}`,
      issuer: this.#certificate.subject,
      ...validity(),
      signingAlgorithm: KEY,
      publicKey: pair.publicKey,
      signingKey: this.#key,
      extensions: extensions as ExtendedKeyUsageExtension[],
    });
    const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', pair.privateKey)).toString('base64');
    const lines = (der.match(/.{1,64}/g) ?? []).join('\n');
    return {
      cert: certificate.toString('pem'),
      key: `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`,
    };
  }
}

function validity(): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 86_400_000) };
}
