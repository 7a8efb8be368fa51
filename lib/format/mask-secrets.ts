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

/** Replaces a secret. */
export const MASK = '[secret]';

/** No screen and no log shows text past this length, so there is no need to search it. */
const LONGEST_READ = 16_000;
/** As long as the API server's longest messages; a container's last output may be 4 KiB. */
const LONGEST_SHOWN = 4_096;

/**
 * maskSecrets replaces what is or may be a secret in text of foreign origin (an error from an API server or a plugin, an event, the last
 * output of a container) with `[secret]`: tokens, passwords and keys by their form or by the name before them, the user part of addresses,
 * private keys. It prefers masking too much to too little, and leaves sentences about secrets alone. Text past 16,000 characters is cut.
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

/** maskNamed masks a value that has its own name. It masks the whole value when the name says that it is secret. */
export function maskNamed(name: string, value: string): string {
  return value !== '' && NAMED.test(name) ? MASK : maskSecrets(value);
}

/**
 * foreignText makes text of foreign origin fit for a log, a response or a screen. It masks secrets, keeps at most `limit` characters, and
 * removes characters that a terminal interprets or that change the text direction. Line breaks and tabs stay.
 */
export function foreignText(text: string, limit = LONGEST_SHOWN): string {
  const plain = text.slice(0, LONGEST_READ).toWellFormed().replace(COMMANDS, '').replace(CONTROLS, '');
  const masked = maskSecrets(plain);
  return masked.length <= limit ? masked : `${masked.slice(0, Math.max(0, limit - 1)).toWellFormed()}…`;
}

const ESCAPE = String.fromCodePoint(0x1b);
const BELL = String.fromCodePoint(0x07);
/** Sequences that a terminal interprets (ECMA-48 §5.4, OSC): colors, titles, links. */
const COMMANDS = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${ESCAPE}${BELL}]*(?:${BELL}|${ESCAPE}\\\\)?)`,
  'g',
);
/** Control characters except tab and line breaks; zero-width characters, direction overrides, byte-order marks. */
const CONTROLS = /(?![\t\n\r])[\p{Cc}\p{Cf}]/gu;

/** Text that an address may be part of. */
const RUN = /[^\s"'<>]+/g;

/**
 * maskUserInfo masks the user parts of addresses in text without spaces and quotes. It does not search past the last `@`: no user part is
 * there, and each `://` would be followed to the end of the text.
 */
export function maskUserInfo(run: string): string {
  const end = run.lastIndexOf('@') + 1;
  return run.slice(0, end).replace(USER_INFO, `$1${MASK}@`) + run.slice(end);
}

function maskUnlessSentence(whole: string, name: string, value: string): string {
  return SENTENCE.test(value) || ADDRESS.test(value) || value.startsWith(MASK) ? whole : `${name}${MASK}`;
}
