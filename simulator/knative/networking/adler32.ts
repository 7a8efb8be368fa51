const MODULUS = 65_521;

/** adler32 returns the Adler-32 checksum (RFC 1950) of a text in UTF-8, as an unsigned number. */
export function adler32(text: string): number {
  let a = 1;
  let b = 0;
  for (const byte of new TextEncoder().encode(text)) {
    a = (a + byte) % MODULUS;
    b = (b + a) % MODULUS;
  }
  return b * 65_536 + a;
}
