import { Composer, type ErrorCode, Lexer, LineCounter, Parser, type ScalarTag, type Tags } from 'yaml';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/**
 * parseYamlFile reads the first document of a YAML or JSON file as kubectl's parser does (go-yaml v2, YAML 1.1): byte-order marks, UTF-16,
 * repeated keys, merge keys. Returns `null` for an empty file. Its CredentialsError names the line and never quotes the file: the content
 * may be a secret. `what` names the file in the error.
 */
export function parseYamlFile(bytes: Buffer, what: string): unknown {
  const text = decode(bytes, what);
  const lines = new LineCounter();
  const fail = (offset: number, code: string): never => {
    const { line } = lines.linePos(offset);
    throw new CredentialsError(
      `${what} cannot be read: line ${line === 0 ? 1 : line} ${SENTENCES[code] ?? 'is not valid YAML'}.`,
    );
  };
  const composer = new Composer({
    version: '1.1',
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    strict: false,
    stringKeys: false,
    uniqueKeys: false,
    customTags,
    logLevel: 'silent',
  });
  const first = composer.compose(new Parser(lines.addNewLine).parse(text)).next();
  if (first.done) return null;
  refuseEscapedSlash(text, fail);
  const document = first.value;
  const [error] = document.errors;
  if (error !== undefined) return fail(error.pos[0], error.code);
  const { yaml } = document.directives ?? {};
  if (yaml?.explicit === true && yaml.version !== '1.1') {
    throw new CredentialsError(
      `${what} cannot be read: it declares YAML ${yaml.version}, but kubectl reads YAML 1.1.`,
    );
  }
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    // The library's message quotes the anchor, which is file content.
    throw new CredentialsError(
      `${what} cannot be read: it uses an anchor that it does not define, or too many.`,
    );
  }
}

const SENTENCES: Partial<Record<ErrorCode, string>> & Record<string, string> = {
  BAD_ALIAS: 'uses an anchor that it does not define',
  BAD_DQ_ESCAPE: 'has an escape that YAML does not know',
  BAD_INDENT: 'is not indented as the lines around it',
  BAD_SCALAR_START: 'begins a value with a character that needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'has a second colon in one value: put the value in quotes',
  MISSING_CHAR: 'lacks a closing quote, bracket or colon',
  MULTILINE_IMPLICIT_KEY: 'lacks a colon, or a quote before it is not closed',
  TAB_AS_INDENT: 'is indented with a tab: use spaces',
};

/** The complement of what YAML allows in a file (YAML 1.1 §4.1.1, c-printable), as go-yaml checks it. */
const UNPRINTABLE =
  /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

function decode(bytes: Buffer, what: string): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new CredentialsError(`${what} cannot be read: it is not text in UTF-8.`);
  }
  const at = text.search(UNPRINTABLE);
  if (at >= 0) {
    const line = text.slice(0, at).split('\n').length;
    throw new CredentialsError(
      `${what} cannot be read: line ${line} has a control character; is it text in UTF-8?`,
    );
  }
  return text;
}

/** Marks that the lexer inserts between tokens and that are not in the file. */
const MARKS = new Set(['\u0002', '\u0018', '\u001f']);

/** YAML 1.1 does not have the escape `\\/`, which JSON writers often use. */
function refuseEscapedSlash(text: string, fail: (offset: number, code: string) => never): void {
  if (!text.includes('\\/')) return;
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    const at = token.startsWith('"') ? token.search(/(?<!\\)(?:\\\\)*\\\//) : -1;
    if (at >= 0) fail(offset + at, 'BAD_DQ_ESCAPE');
    offset += MARKS.has(token) ? 0 : token.length;
  }
}

/** The scalars of go-yaml v2 (resolve.go): no timestamps, no base-60 numbers; a number that overflows its type stays text. */
const NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+.\d][\da-z_.+-]*$/i,
  resolve: (source) => {
    const plain = source.replaceAll('_', '');
    const whole = /^[-+]?(0x[\da-f]+|0o[0-7]+|0b[01]+|\d+)$/i.exec(plain)?.[1];
    if (whole !== undefined && /^0[xob]/i.test(whole))
      return BigInt(whole) < 2n ** 64n ? Number(BigInt(whole)) : source;
    const float = /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
    if (Number.isFinite(float)) return float;
    return /^[-+]?\.inf$|^\.nan$/i.test(plain) ? Number.NaN : source;
  },
};

const BINARY: ScalarTag = {
  tag: 'tag:yaml.org,2002:binary',
  resolve: (source) => Buffer.from(source, 'base64').toString('utf8'),
};

function customTags(tags: Tags): Tags {
  const own = tags.filter((tag) => typeof tag === 'string' || !REPLACED.test(tag.tag));
  return [...own, NUMBER, BINARY];
}

const REPLACED = /:(?:int|float|binary|omap|pairs|set|timestamp)$/;
