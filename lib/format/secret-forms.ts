// How secrets look in texts: by their own form, or by the name before them. Every expression is linear in the text.

/**
 * Names of values that are secrets, wherever they stand in a longer name: `client_secret`, `AWS_SECRET_ACCESS_KEY`, `accessToken`.
 * Words that begin like one are none: `signal: killed`, `author`, `passed`; nor is a number of tokens, or the token that a parser met.
 */
const NAME =
  '(?:pass(?:word|wd|phrase|code)|pwd|secret|(?<!unexpected )token(?!s["\']?[:= ] ?\\d{1,7}(?!\\w))|credential|authorization|(?:api|access|account|private|client|encryption|signing|subscription|master|storage)[-_ ]?key|signature|cookie|(?<![a-z])(?:pass(?!ed|es|i|th|ag|en)|auth(?!or|entic)|jwt|sig(?![a-z])|session(?:[-_]?(?:id|key))?))';
/** What follows in the name. A name that ends like these says where a secret is, or which, and holds none. */
const NAME_END =
  '(?![\\w.-]{0,80}(?:file|path|ur[il]|endpoint|name|ref|type|mode|method|command|issuer|ttl|timeout|expiration|expiry|seconds|affinity)\\b)[\\w.-]{0,80}';
const NAMED_SECRET = NAME + NAME_END;
/** In quotes, in quotes that are escaped themselves, or up to the next space or parameter of a URL. */
const VALUE =
  '(?:\\\\+"(?:[^\\\\]|\\\\+(?!["\\\\]))*(?:\\\\+"|$)|"(?:[^"\\\\]|\\\\[^])*(?:"|$)|\'(?:[^\'\\\\]|\\\\[^])*(?:\'|$)|(?:(?!&[\\w.-]+=)\\S)+)';

/** The name of a value that is a secret. */
export const NAMED = new RegExp(`${NAMED_SECRET}$`, 'i');

const expression = (source: string): RegExp => new RegExp(source, 'gi');

/** Secrets by their own form. */
export const FORMS = {
  privateKey:
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /** Base64 of `-----BEGIN`: certificates and keys as a kubeconfig holds them. */
  base64Pem: /LS0tLS1CRUdJTi[\w+/=-]*/g,
  /** Base64 of what gzip packed: nobody can read what it holds, and tools keep whole manifests so. */
  base64Gzip: /(?<![\w+/])H4sI[\w+/-]{40,}={0,2}/g,
  /** Base64 of `{"`: JSON Web Tokens and parts of them. */
  jsonWebToken: /(?<![\w-])eyJ[\w-]{6,}(?:\.[\w-]*){0,4}/g,
  /** Three long parts of base64url with an upper-case letter: a token that is encrypted or of another form. No host name is. */
  dottedToken: /(?<![\w.-])(?=[\w-]*[A-Z])[\w-]{16,}\.[\w-]{16,}\.[\w-]{16,}/g,
  /** Tokens that tell by their beginning what they are: AWS, GitHub, GitLab, Slack, Google, EKS, Stripe, npm, Docker and others. */
  knownToken:
    /(?<![\w-])(?:(?:AKIA|ASIA)[0-9A-Z]{12,}|gh[opsur]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{12,}|xox[abeoprs]-[\w-]{8,}|ya29\.[\w-]{8,}|AIza[\w-]{16,}|k8s-aws-v1\.[\w-]+|sk[-_](?:live|test|ant|proj)[-_][\w-]{8,}|npm_\w{16,}|hf_\w{16,}|dckr_(?:pat|oat)_[\w-]{16,}|SG\.[\w-]{16,}\.[\w-]{16,}|AGE-SECRET-KEY-1\w+)/g,
} as const;

/** `user:password@` of an address, also where the password holds `/`, `?` or `@`. A port and a path before an `@` are none. */
export const USER_INFO =
  /(:\/\/)(?:[^\s/?#@:"'<>]*:(?!\d+[/?#])[^\s"'<>]*|[^\s/?#@"'<>]+(?:@[^\s/?#@"'<>]*)*)@/g;
/** A header that carries credentials: the rest of its line. */
export const HEADER = expression(
  '(?<![\\w-])((?:(?:proxy-)?authorization|(?:set-)?cookie)\\s*:\\s*)(?!["\'])([^\\r\\n]+)',
);
/** `Bearer …`; the words that follow it in a sentence are words. */
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
/** A block of YAML: the lines below that are indented. */
export const BLOCK = expression(
  `(${NAMED_SECRET}:[ \\t]*)[|>][-+\\d]{0,2}[ \\t]*(?:\\r?\\n(?:[ \\t]+[^\\r\\n]*)?)+`,
);
/** `name: value`, which may as well be a sentence. */
export const COLON = expression(`(${NAMED_SECRET}:[ \\t]*)(${VALUE})`);
/** `--name value`, also as two strings of a list. A hyphen within a word, as in the name of a program, begins no flag. */
export const FLAG = expression(
  `((?<![\\w-])--?(?:[\\w-]{0,40}?)${NAMED_SECRET}["',]*\\s+["']?)(?!-)([^\\s"']+)`,
);

/** How a sentence goes on after a name: `failed to get token: connection refused`, `token: Invalid value`. */
export const SENTENCE =
  /^["']?(?:[a-z]{2,}ing|an?|access|all|already|any|are|bad|cannot|cert\w*|command|connect\w*|context|could|couldn't|deadline|denied|dial|does|duplicate|eof|empty|error|exec|exit|expected|expired|fail\w*|false|field|forbidden|from|get|has|http|in|internal|invalid|is|it|lookup|malformed|mismatch\w*|missing|must|net|nil|no|none|not|null|of|only|open|permission|please|post|put|read|refused|required|revoked|rpc|server|should|stat|that|the|this|timed|timeout|tls|too|true|unable|unauthorized|undefined|unexpected|unknown|unmarshal|unsupported|value|verif\w*|was|write|wrong|x509)(?=\s|[:;,.!"')\]]{1,3}(?:\s|$)|$)/i;
/** An address after a name says where, and its user part is masked by itself. */
export const ADDRESS = /^["']?[a-z][a-z\d+.-]*:\/\//i;
