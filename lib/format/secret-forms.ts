// Forms of secrets in text: by their own form, or by the name before them. Every expression runs in linear time.

/**
 * Names of secret values, also inside a longer name: `client_secret`, `AWS_SECRET_ACCESS_KEY`, `accessToken`. Words that merely begin like
 * one do not match: `signal: killed`, `author`, `passed`. Neither does a count of tokens, or the token that a parser met.
 */
const NAME =
  '(?:pass(?:word|wd|phrase|code)|pwd|secret|(?<!unexpected )token(?!s["\']?[:= ] ?\\d{1,7}(?!\\w))|credential|authorization|(?:api|access|account|private|client|encryption|signing|subscription|master|storage)[-_ ]?key|signature|cookie|(?<![a-z])(?:pass(?!ed|es|i|th|ag|en)|auth(?!or|entic)|jwt|sig(?![a-z])|session(?:[-_]?(?:id|key))?))';
/** The rest of the name. A name with one of these endings says where a secret is, or which one, and does not hold it. */
const NAME_END =
  '(?![\\w.-]{0,80}(?:file|path|ur[il]|endpoint|name|ref|type|mode|method|command|issuer|ttl|timeout|expiration|expiry|seconds|affinity)\\b)[\\w.-]{0,80}';
const NAMED_SECRET = NAME + NAME_END;
/** A value in quotes, in escaped quotes, or up to the next space or URL parameter. */
const VALUE =
  '(?:\\\\+"(?:[^\\\\]|\\\\+(?!["\\\\]))*(?:\\\\+"|$)|"(?:[^"\\\\]|\\\\[^])*(?:"|$)|\'(?:[^\'\\\\]|\\\\[^])*(?:\'|$)|(?:(?!&[\\w.-]+=)\\S)+)';

/** Name of a secret value. */
export const NAMED = new RegExp(`${NAMED_SECRET}$`, 'i');

const expression = (source: string): RegExp => new RegExp(source, 'gi');

/** Secrets recognized by their own form. */
export const FORMS = {
  privateKey:
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /** Base64 of `-----BEGIN`: certificates and keys as in a kubeconfig. */
  base64Pem: /LS0tLS1CRUdJTi[\w+/=-]*/g,
  /** Base64 of gzip data: nobody can read what it contains, and tools store whole manifests this way. */
  base64Gzip: /(?<![\w+/])H4sI[\w+/-]{40,}={0,2}/g,
  /** Base64 of `{"`: JSON Web Tokens and fragments of them. */
  jsonWebToken: /(?<![\w-])eyJ[\w-]{6,}(?:\.[\w-]*){0,4}/g,
  /** Three long base64url segments with an upper-case letter: an encrypted token or one of another form. No host name looks like this. */
  dottedToken: /(?<![\w.-])(?=[\w-]*[A-Z])[\w-]{16,}\.[\w-]{16,}\.[\w-]{16,}/g,
  /** Tokens with a known prefix: AWS, GitHub, GitLab, Slack, Google, EKS, Stripe, npm, Docker and others. */
  knownToken:
    /(?<![\w-])(?:(?:AKIA|ASIA)[0-9A-Z]{12,}|gh[opsur]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{12,}|xox[abeoprs]-[\w-]{8,}|ya29\.[\w-]{8,}|AIza[\w-]{16,}|k8s-aws-v1\.[\w-]+|sk[-_](?:live|test|ant|proj)[-_][\w-]{8,}|npm_\w{16,}|hf_\w{16,}|dckr_(?:pat|oat)_[\w-]{16,}|SG\.[\w-]{16,}\.[\w-]{16,}|AGE-SECRET-KEY-1\w+)/g,
} as const;

/** `user:password@` in an address, even when the password contains `/`, `?` or `@`. A port and a path before an `@` do not match. */
export const USER_INFO =
  /(:\/\/)(?:[^\s/?#@:"'<>]*:(?!\d+[/?#])[^\s"'<>]*|[^\s/?#@"'<>]+(?:@[^\s/?#@"'<>]*)*)@/g;
/** Header that carries credentials: the rest of its line. */
export const HEADER = expression(
  '(?<![\\w-])((?:(?:proxy-)?authorization|(?:set-)?cookie)\\s*:\\s*)(?!["\'])([^\\r\\n]+)',
);
/** `Bearer …`, but not the words that follow it in a sentence. */
export const BEARER =
  /(?<![\w-])(bearer\s+)(?!(?:tokens?|auth\w*|scheme|realm|error|credentials?|is|was|not|in|for|and|or)(?![\w-]|\.\w))["']?[^\s"',;)]+/gi;
/** Base64 of `user:password`. */
export const BASIC =
  /(?<![\w-])([Bb]asic\s+)(?!Auth)(?=[a-z+/]*[A-Z0-9=])(?=[A-Z]*[a-z\d])[A-Za-z\d+/]{6,}={0,2}(?![\w-])/g;
/** `name=value`, `name := value`, `name => value`, `name%3Dvalue`. */
export const ASSIGNED = expression(`(${NAMED_SECRET}(?:\\\\*["'])?\\s*(?:=>?|:=|%3D)\\s*)${VALUE}`);
/** `"name": value`. */
export const QUOTED = expression(`(${NAMED_SECRET}\\\\*["']\\s*:\\s*)${VALUE}`);
/** `"name": "DB_PASSWORD", "value": value`: a variable or a header in JSON. */
export const PAIR = expression(
  `("name\\\\*"\\s*:\\s*\\\\*"[\\w.-]{0,40}${NAMED_SECRET}\\\\*"\\s*,\\s*\\\\*"value\\\\*"\\s*:\\s*)${VALUE}`,
);
/** YAML block: the indented lines below. */
export const BLOCK = expression(
  `(${NAMED_SECRET}:[ \\t]*)[|>][-+\\d]{0,2}[ \\t]*(?:\\r?\\n(?:[ \\t]+[^\\r\\n]*)?)+`,
);
/** `name: value`, which may also be part of a sentence. */
export const COLON = expression(`(${NAMED_SECRET}:[ \\t]*)(${VALUE})`);
/** `--name value`, also as two strings of a list. A hyphen inside a word, as in a program's name, does not start a flag. */
export const FLAG = expression(
  `((?<![\\w-])--?(?:[\\w-]{0,40}?)${NAMED_SECRET}["',]*\\s+["']?)(?!-)([^\\s"']+)`,
);

/** How a sentence continues after a name: `failed to get token: connection refused`, `token: Invalid value`. */
export const SENTENCE =
  /^["']?(?:[a-z]{2,}ing|an?|access|all|already|any|are|bad|cannot|cert\w*|command|connect\w*|context|could|couldn't|deadline|denied|dial|does|duplicate|eof|empty|error|exec|exit|expected|expired|fail\w*|false|field|forbidden|from|get|has|http|in|internal|invalid|is|it|lookup|malformed|mismatch\w*|missing|must|net|nil|no|none|not|null|of|only|open|permission|please|post|put|read|refused|required|revoked|rpc|server|should|stat|that|the|this|timed|timeout|tls|too|true|unable|unauthorized|undefined|unexpected|unknown|unmarshal|unsupported|value|verif\w*|was|write|wrong|x509)(?=\s|[:;,.!"')\]]{1,3}(?:\s|$)|$)/i;
/** An address after a name is a location; its user part is masked separately. */
export const ADDRESS = /^["']?[a-z][a-z\d+.-]*:\/\//i;
