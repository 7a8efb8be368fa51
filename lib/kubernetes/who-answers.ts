import { foreignText } from '#lib/format/mask-secrets.ts';

// Descriptions of who answered in place of the API server, and of why a connection failed, each with advice.

/** A fault on the way to the API server, described for a person. */
export interface WayFault {
  /** A clause that follows the server's name, without a period. */
  words: string;
  /** What to check, as a sentence. */
  advice: string;
}

/** A raw HTTP response. Header values are empty when the header is absent. */
export interface HttpAnswer {
  code: number;
  contentType: string;
  location: string;
  retryAfter: string;
  text: string;
}

/** httpAnswer extracts from a response what identifies its sender. The names of `headers` are in lower case. */
export function httpAnswer(
  code: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  text: string,
): HttpAnswer {
  const header = (name: string): string => String(headers[name] ?? '');
  return {
    code,
    text,
    contentType: header('content-type'),
    location: header('location'),
    retryAfter: header('retry-after'),
  };
}

const proxySignIn: WayFault = {
  words: 'is behind a proxy that requires authentication (407)',
  advice: 'Set the proxy’s user and password in proxy-url or HTTPS_PROXY.',
};

const LONGEST_TITLE = 80;

/**
 * foreignAnswer describes who answered if it was not the API server: a web page, a redirect, a proxy. Null when the response may be the API
 * server's own.
 */
export function foreignAnswer(answer: HttpAnswer): WayFault | null {
  const { code, location } = answer;
  if (code === 407) return proxySignIn;
  if (code >= 300 && code < 400) {
    const where = location === '' ? 'without a target' : `to ${placeOf(location)}`;
    return {
      words: `did not answer: something redirects (${code}) ${where}`,
      advice:
        'A gateway or sign-in page is in between. Sign in to it, or use the API server’s own address in the kubeconfig.',
    };
  }
  if (!isWebPage(answer)) return null;
  const title = titleOf(answer.text);
  const page = title === '' ? 'a web page' : `a web page, “${title}”`;
  if (code >= 500) {
    return {
      words: `is behind a proxy that cannot reach it and answers ${code} with ${page}`,
      advice: 'Is the API server running, and can the proxy or load balancer reach it?',
    };
  }
  return {
    words: `did not answer: there is ${page} (${code})`,
    advice:
      'A sign-in page or another server is at this address. Sign in to it, or correct the server in the kubeconfig.',
  };
}

/** refusedByProxy describes, by response status, a proxy that was asked for a connection and did not make one. */
export function refusedByProxy(code: number): WayFault {
  if (code === 407) return proxySignIn;
  return {
    words: `is behind a proxy that answers ${code} and does not connect to it`,
    advice:
      code >= 500
        ? 'Is the API server running, and can the proxy in proxy-url or HTTPS_PROXY reach it?'
        : 'The proxy in proxy-url or HTTPS_PROXY does not allow it. NO_PROXY lists servers that need no proxy.',
  };
}

/** notReadyAnswer describes a response that asks the caller to come back later; null for any other response. */
export function notReadyAnswer({ code, retryAfter, text }: HttpAnswer): WayFault | null {
  const seconds = Number(retryAfter);
  const later = retryAfter !== '' && Number.isFinite(seconds) ? `, for ${seconds} s` : '';
  if (code === 429) {
    return {
      words: `is throttling requests (429)${later}`,
      advice:
        'It is overloaded or rate-limits this user. Sluice waits as long as it asks, up to five minutes.',
    };
  }
  if (code < 500) return null;
  const words = foreignText(text.trim(), 200);
  return {
    words: `reports that it is not ready (${code})${words === '' ? '' : `: ${words}`}`,
    advice: 'It is starting or stopping, or a dependency such as etcd is down.',
  };
}

/** brokenConnection describes why a connection failed or broke, by the error code of Node or undici. */
export function brokenConnection(code: string): WayFault {
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') {
    return {
      words: 'and Sluice cannot agree on TLS',
      advice:
        'Is the server’s address https, and is its port right? It may also require a client certificate.',
    };
  }
  return {
    words: 'cannot be reached',
    advice: 'Is the cluster running, and can this machine reach it (VPN, proxy)?',
  };
}

const untrusted: WayFault = {
  words: 'has a certificate that no trusted authority signed',
  advice:
    'Set its authority in the kubeconfig (certificate-authority). A proxy that intercepts TLS has its own authority.',
};
const noWay: WayFault = {
  words: 'is at an address that this machine cannot reach',
  advice: 'Is the VPN on? A firewall may be in between.',
};
const noName: WayFault = {
  words: 'has a host name that does not resolve',
  advice: 'Check the server’s name in the kubeconfig, the VPN and DNS.',
};
const cutOff: WayFault = {
  words: 'or something in front of it closes the connection before answering',
  advice: 'A proxy, firewall or load balancer may be in between; is the port right?',
};

const BY_CODE: Readonly<Record<string, WayFault | undefined>> = {
  ECONNREFUSED: {
    words: 'cannot be reached: connection refused',
    advice: 'Is the cluster running, and is the server’s port in the kubeconfig right?',
  },
  ENOTFOUND: noName,
  EAI_AGAIN: noName,
  ETIMEDOUT: noWay,
  EHOSTUNREACH: noWay,
  ENETUNREACH: noWay,
  ENETDOWN: noWay,
  ECONNRESET: cutOff,
  EPIPE: cutOff,
  UND_ERR_SOCKET: cutOff,
  ERR_PROXY_UNREACHABLE: {
    words: 'is behind a proxy that cannot be reached',
    advice:
      'Is the proxy in proxy-url or HTTPS_PROXY running, and is the VPN on? NO_PROXY lists servers that need no proxy.',
  },
  CERT_HAS_EXPIRED: {
    words: 'has a certificate that has expired',
    advice: 'A cluster administrator must renew it. Is this machine’s clock right?',
  },
  CERT_NOT_YET_VALID: {
    words: 'has a certificate that is not valid yet',
    advice: 'Is this machine’s clock right?',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    words: 'has a certificate for another name',
    advice: 'Use a name that is in the certificate, or set tls-server-name in the kubeconfig.',
  },
  CERT_SIGNATURE_FAILURE: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
};

function isWebPage({ contentType, text }: HttpAnswer): boolean {
  return /^\s*(text\/html|application\/xhtml)/i.test(contentType) || /^\s*(<!doctype html|<html)/i.test(text);
}

function titleOf(html: string): string {
  const title = /<title[^>]*>([^<]*)</i.exec(html.slice(0, 16_000))?.[1] ?? '';
  return foreignText(title.replaceAll(/\s+/g, ' ').trim(), LONGEST_TITLE);
}

/** placeOf returns the target of a redirect without what may be secret: user, query and fragment. */
function placeOf(location: string): string {
  const place = /^(https?:\/\/)?(?:[^/?#@]*@)?([^?#]*)/i.exec(location);
  return foreignText(`${place?.[1] ?? ''}${place?.[2] ?? ''}`, 200);
}
