import type { Random } from '#simulator/apimachinery/contract.ts';

/** seededRandom returns the same sequence for the same seed (mulberry32: 32 bits of state, enough for names and jitter). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/** randomUuid returns a version 4 UUID. */
export function randomUuid(random: Random): string {
  let digits = '';
  for (let index = 0; index < 32; index += 1) {
    const digit = Math.floor(random.next() * 16);
    digits += (index === 12 ? 4 : index === 16 ? (digit & 3) | 8 : digit).toString(16);
  }
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const SAFE_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** randomSuffix returns the characters that Kubernetes appends to generated names (apimachinery `util/rand`). */
export function randomSuffix(random: Random, length = 5): string {
  let suffix = '';
  for (let index = 0; index < length; index += 1) {
    suffix += SAFE_LETTERS[Math.floor(random.next() * SAFE_LETTERS.length)] ?? '';
  }
  return suffix;
}
