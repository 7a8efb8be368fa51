import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { certificatesOf } from '#server/kubernetes/credentials/trust.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/** A client certificate and its key, in PEM. Secret: never log it. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/** checkedPair returns a certificate and key that belong together; otherwise it throws a CredentialsError that does not contain either. */
export function checkedPair(cert: string, key: string, what: string): ClientCertificate {
  const [leaf] = certificatesOf(cert);
  if (leaf === undefined)
    throw new CredentialsError(`The client certificate of ${what} is not in PEM format.`);
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(key)) {
    throw new CredentialsError(`The client key of ${what} is encrypted, which kubectl does not read either.`);
  }
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(key);
  } catch {
    throw new CredentialsError(`The client key of ${what} is not a private key in PEM format.`);
  }
  if (!new X509Certificate(leaf).checkPrivateKey(privateKey)) {
    throw new CredentialsError(`The client key of ${what} does not belong to its client certificate.`);
  }
  return { cert, key };
}
