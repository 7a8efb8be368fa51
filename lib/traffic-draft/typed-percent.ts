/** What a text in a percent field means. */
export type TypedPercent =
  /** Nothing yet. */
  { state: 'empty' } | { state: 'percent'; percent: number } | { state: 'problem'; words: string };

const PERCENT_SIGN = '[%٪％﹪]';
const ONE_SIGN = new RegExp(`^${PERCENT_SIGN}|${PERCENT_SIGN}$`, 'u');
/** Marks that are not seen, as copied texts carry them around a number: direction marks, joiners, the byte order mark. */
const UNSEEN_AROUND = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;
const DECIMAL_DIGIT = /^\p{Nd}$/u;
const MOST_ECHOED = 24;
/** Longer texts are pasted by mistake, and not looked at. */
const MOST_READ = 1_000;

/**
 * readTypedPercent reads what a person typed or pasted as a share: digits of any script, a plus, a percent sign before or behind,
 * spaces around. All else is answered in words; no text becomes a number that is not plainly written there.
 */
export function readTypedPercent(text: string): TypedPercent {
  if (text.length > MOST_READ) return problem(noNumber(text.slice(0, MOST_READ)));
  const typed = trim(trim(text).replace(ONE_SIGN, ''));
  if (typed === '') return { state: 'empty' };
  const plain = asciiDigits(typed);
  const digits = /^[+＋]?(\d+)$/.exec(plain)?.[1];
  if (digits !== undefined) {
    const percent = Number(digits);
    if (percent <= 100) return { state: 'percent', percent };
    return problem(`${echo(typed)} % is more than there is: a share is 100 % at most.`);
  }
  if (/^[-−‐‑‒–—－﹣]\s*[\d.,٫]/.test(plain)) return problem('A share is 0 % at least.');
  const whole = /^[+＋]?(\d{0,3})[.,٫]\d*$/.exec(plain)?.[1];
  if (whole !== undefined && Number(whole) <= 100 && plain.length > 1)
    return problem(`Knative takes whole percents only, such as ${Number(whole)}.`);
  return problem(noNumber(typed));
}

function noNumber(text: string): string {
  return `“${echo(text)}” is no number: type a whole one from 0 to 100.`;
}

function problem(words: string): TypedPercent {
  return { state: 'problem', words };
}

function trim(text: string): string {
  return text.replace(UNSEEN_AROUND, '');
}

/** Long texts are cut, and a line's end is shown as a space. */
function echo(text: string): string {
  const letters = Array.from(text.replace(/\s+/gu, ' '));
  return letters.length <= MOST_ECHOED ? letters.join('') : `${letters.slice(0, MOST_ECHOED - 1).join('')}…`;
}

/**
 * Writes decimal digits of any script as those of ASCII. Unicode gives each script's ten digits one after the other, from 0 to 9
 * (Unicode Standard §4.6), and where two such rows touch, each has ten.
 */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let before = 0;
    while (DECIMAL_DIGIT.test(String.fromCodePoint(code - before - 1))) before += 1;
    return String(before % 10);
  });
}
