/** Meaning of the text in a percent field. */
export type TypedPercent =
  /** Nothing typed yet. */
  { state: 'empty' } | { state: 'percent'; percent: number } | { state: 'problem'; words: string };

const PERCENT_SIGN = '[%٪％﹪]';
const EDGE_SIGN = new RegExp(`^${PERCENT_SIGN}|${PERCENT_SIGN}$`, 'u');
/** Invisible characters that copied text carries around a number: direction marks, joiners, the byte order mark. */
const UNSEEN_AROUND = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;
const DECIMAL_DIGIT = /^\p{Nd}$/u;
const MOST_ECHOED = 24;
/** Longer text is pasted by mistake and is not parsed. */
const MOST_READ = 1_000;

/**
 * readTypedPercent parses a share that a person typed or pasted: digits of any script, a plus, a leading or trailing percent sign,
 * surrounding spaces. For anything else it returns a message; it never infers a number that is not plainly written.
 */
export function readTypedPercent(text: string): TypedPercent {
  if (text.length > MOST_READ) return problem(noNumber(text.slice(0, MOST_READ)));
  const typed = trim(trim(text).replace(EDGE_SIGN, ''));
  if (typed === '') return { state: 'empty' };
  const plain = asciiDigits(typed);
  const digits = /^[+＋]?(\d+)$/.exec(plain)?.[1];
  if (digits !== undefined) {
    const percent = Number(digits);
    if (percent <= 100) return { state: 'percent', percent };
    return problem(`${echo(typed)} % is too much: a share is at most 100 %.`);
  }
  if (/^[-−‐‑‒–—－﹣]\s*[\d.,٫]/.test(plain)) return problem('A share is at least 0 %.');
  const whole = /^[+＋]?(\d{0,3})[.,٫]\d*$/.exec(plain)?.[1];
  if (whole !== undefined && Number(whole) <= 100 && plain.length > 1)
    return problem(`Knative accepts only whole percents, such as ${Number(whole)}.`);
  return problem(noNumber(typed));
}

function noNumber(text: string): string {
  return `“${echo(text)}” is not a number: type a whole number from 0 to 100.`;
}

function problem(words: string): TypedPercent {
  return { state: 'problem', words };
}

function trim(text: string): string {
  return text.replace(UNSEEN_AROUND, '');
}

/** echo truncates long text and shows line breaks as spaces. */
function echo(text: string): string {
  const letters = Array.from(text.replace(/\s+/gu, ' '));
  return letters.length <= MOST_ECHOED ? letters.join('') : `${letters.slice(0, MOST_ECHOED - 1).join('')}…`;
}

/**
 * asciiDigits converts decimal digits of any script to ASCII. Unicode assigns each script's ten digits contiguously, from 0 to 9 (Unicode
 * Standard §4.6), and where two such ranges are adjacent, each has ten.
 */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let before = 0;
    while (DECIMAL_DIGIT.test(String.fromCodePoint(code - before - 1))) before += 1;
    return String(before % 10);
  });
}
