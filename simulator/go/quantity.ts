/** A number with a known suffix; its digits may be missing, which Go treats as 0. SHAPE is what Go splits before it checks the suffix. */
const QUANTITY = /^[+-]?\d*(\.\d*)?([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
/** The largest suffixes, which Go parses differently and which require digits. */
const LACKS_DIGITS = /^[+-]?\.?[PE]i$/;
const SHAPE = /^[+-]?\d*(\.\d*)?[eEinumkKMGTP]*[-+]?\d*$/;
const FORMAT = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$';

/**
 * quantityProblem returns why a quantity is not valid, with the message of apimachinery v0.35 `pkg/api/resource`; undefined when it is
 * valid.
 */
export function quantityProblem(text: string): string | undefined {
  if (LACKS_DIGITS.test(text)) return 'unable to parse numeric part of quantity';
  if (text !== '' && QUANTITY.test(text)) return undefined;
  return text !== '' && SHAPE.test(text)
    ? "unable to parse quantity's suffix"
    : `quantities must match the regular expression '${FORMAT}'`;
}
