/**
 * What generated cases are drawn from: the same in every run, so that a run fails for what changed. `SLUICE_SEED=new` draws others, to
 * find what no run has tried; a number repeats the cases of that seed.
 */
export const seed = seedOf(process.env.SLUICE_SEED ?? '1');

function seedOf(text: string): number {
  if (text === 'new') return Math.floor(Math.random() * 2 ** 31);
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new Error(`SLUICE_SEED is a whole number or "new", not "${text}".`);
}
