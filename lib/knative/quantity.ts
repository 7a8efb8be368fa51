/** A number that may lack its digits, which Go takes for 0, with a suffix that there is; and what Go takes apart before it looks at that. */
const QUANTITY = /^[+-]?\d*(\.\d*)?([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
/** The largest suffixes, for which Go counts otherwise and wants digits. */
const LACKS_DIGITS = /^[+-]?\.?[PE]i$/;
const SHAPE = /^[+-]?\d*(\.\d*)?[eEinumkKMGTP]*[-+]?\d*$/;
const FORMAT = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$';

/** quantityProblem says why a text is no quantity, in the words of apimachinery v0.35 `pkg/api/resource`; undefined when it is one. */
export function quantityProblem(text: string): string | undefined {
  if (LACKS_DIGITS.test(text)) return 'unable to parse numeric part of quantity';
  if (text !== '' && QUANTITY.test(text)) return undefined;
  return text !== '' && SHAPE.test(text)
    ? "unable to parse quantity's suffix"
    : `quantities must match the regular expression '${FORMAT}'`;
}
