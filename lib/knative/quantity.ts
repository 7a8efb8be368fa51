/** What `resource.ParseQuantity` takes apart before it looks at the suffix, and what it takes. */
const SHAPE = /^[+-]?[0-9]*(\.[0-9]*)?[eEinumkKMGTP]*[-+]?[0-9]*$/;
const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
const FORMAT = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$';

/** quantityProblem says why a text is no quantity, in the words of apimachinery v0.35 `pkg/api/resource`; undefined when it is one. */
export function quantityProblem(text: string): string | undefined {
  if (QUANTITY.test(text)) return undefined;
  return text !== '' && SHAPE.test(text)
    ? "unable to parse quantity's suffix"
    : `quantities must match the regular expression '${FORMAT}'`;
}
