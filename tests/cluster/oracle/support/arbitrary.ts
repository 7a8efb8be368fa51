import * as fc from 'fast-check';

/** One of the given values; shrinks toward earlier ones. */
export const pick = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Absent in `absent` of ten cases, and in every case that does not need it. */
function optional(absent: number): <T>(arbitrary: fc.Arbitrary<T>) => fc.Arbitrary<T | undefined> {
  return (arbitrary) =>
    fc.oneof(
      { withCrossShrink: true },
      { weight: absent, arbitrary: fc.constant(undefined) },
      { weight: 10 - absent, arbitrary },
    );
}

export const often = optional(3);
export const sometimes = optional(7);
export const rarely = optional(9);

/** The usual value in seven of ten cases, and in every case that does not need another. */
export const mostly = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ withCrossShrink: true }, { weight: 7, arbitrary: usual }, { weight: 3, arbitrary: other });

/** As on the wire: absent fields do not exist, and nothing is shared. */
export const wire = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  arbitrary.map((value) => JSON.parse(JSON.stringify(value)) as T);

/** A map with some of the keys. */
export const mapOf = (
  keys: readonly string[],
  value: fc.Arbitrary<string>,
  maxKeys: number,
): fc.Arbitrary<Record<string, string>> => fc.dictionary(fc.constantFrom(...keys), value, { maxKeys });
