import {
  ADDRESS,
  ASSIGNED,
  BASIC,
  BEARER,
  BLOCK,
  COLON,
  FLAG,
  FORMS,
  HEADER,
  NAMED,
  PAIR,
  QUOTED,
  SENTENCE,
  USER_INFO,
} from '#lib/format/secret-forms.ts';

/** What stands in the place of a secret. */
export const MASK = '[secret]';

/** What no screen and no log shows need not be searched. */
const LONGEST_READ = 16_000;
/** As long as the API server's own longest sentences; a container's last words may be 4 KiB. */
const LONGEST_SHOWN = 4_096;

/**
 * maskSecrets replaces what is or may be a secret in a text of foreign origin (an API server's or a plugin's error, an event, a
 * container's last words) by `[secret]`: tokens, passwords and keys by their form or by the name before them, the user part of
 * addresses, private keys. It rather masks too much than too little, and leaves sentences about secrets alone. A text past
 * 16,000 characters is cut.
 */
export function maskSecrets(text: string): string {
  if (text === '') return text;
  let masked = text.slice(0, LONGEST_READ);
  for (const form of Object.values(FORMS)) masked = masked.replace(form, MASK);
  return masked
    .replace(RUN, maskUserInfo)
    .replace(HEADER, maskUnlessSentence)
    .replace(BEARER, `$1${MASK}`)
    .replace(BASIC, `$1${MASK}`)
    .replace(BLOCK, `$1${MASK}\n`)
    .replace(PAIR, `$1${MASK}`)
    .replace(QUOTED, `$1${MASK}`)
    .replace(ASSIGNED, `$1${MASK}`)
    .replace(FLAG, maskUnlessSentence)
    .replace(COLON, maskUnlessSentence);
}

/** maskNamed masks a value that stands under a name of its own: the whole of it where the name says that it is secret. */
export function maskNamed(name: string, value: string): string {
  return value !== '' && NAMED.test(name) ? MASK : maskSecrets(value);
}

/**
 * foreignText makes a text of foreign origin fit for a log, an answer or a screen: secrets masked, at most `limit` characters,
 * and no characters that a terminal obeys or that turn the reading direction; line breaks and tabs stay.
 */
export function foreignText(text: string, limit = LONGEST_SHOWN): string {
  const plain = text.slice(0, LONGEST_READ).toWellFormed().replace(COMMANDS, '').replace(CONTROLS, '');
  const masked = maskSecrets(plain);
  return masked.length <= limit ? masked : `${masked.slice(0, Math.max(0, limit - 1)).toWellFormed()}…`;
}

const ESCAPE = String.fromCodePoint(0x1b);
const BELL = String.fromCodePoint(0x07);
/** Sequences that a terminal obeys (ECMA-48 §5.4, OSC): colours, titles, links. */
const COMMANDS = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${ESCAPE}${BELL}]*(?:${BELL}|${ESCAPE}\\\\)?)`,
  'g',
);
/** Control characters but for tab and line breaks; characters without width, overrides of direction, byte-order marks. */
const CONTROLS = /(?![\t\n\r])[\p{Cc}\p{Cf}]/gu;

/** What an address may be part of. */
const RUN = /[^\s"'<>]+/g;

/**
 * maskUserInfo masks the user parts of addresses in a text without spaces and quotes. Behind the last `@` is none: it is not
 * searched, or each `://` there would be followed to the end of the text.
 */
export function maskUserInfo(run: string): string {
  const end = run.lastIndexOf('@') + 1;
  return run.slice(0, end).replace(USER_INFO, `$1${MASK}@`) + run.slice(end);
}

function maskUnlessSentence(whole: string, name: string, value: string): string {
  return SENTENCE.test(value) || ADDRESS.test(value) || value.startsWith(MASK) ? whole : `${name}${MASK}`;
}
