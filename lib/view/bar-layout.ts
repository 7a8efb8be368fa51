/** Part of a bar: one share, or several small ones drawn as their sum. */
export interface BarPart<S> {
  /** One share, or those that are folded into this part, in order. */
  shares: S[];
  percent: number;
  /** Start and end of the part, in percent of the bar's length. */
  start: number;
  end: number;
}

/** More parts than this are indistinguishable on a bar: the largest stay, the others become one part. */
export const MOST_PARTS = 8;

/**
 * layOutBar lays out shares on a bar, to scale: the length of a part is its percent of 100, or of their sum if that is larger. When there
 * are more than `most`, the largest keep their order and the others follow as one part with their sum. Shares of 0 have no part. Whatever
 * is missing to 100 stays empty at the end.
 */
export function layOutBar<S extends { percent: number }>(
  shares: readonly S[],
  most = MOST_PARTS,
): BarPart<S>[] {
  const present = shares.filter((share) => share.percent > 0);
  const whole = Math.max(100, sumOf(present));
  const alone = present.length <= most ? present : largest(present, most - 1);
  const kept = new Set(alone);
  const rest = present.filter((share) => !kept.has(share));
  const groups = [...alone.map((share) => [share]), ...(rest.length === 0 ? [] : [rest])];
  let before = 0;
  return groups.map((group) => {
    const percent = sumOf(group);
    const start = (before / whole) * 100;
    before += percent;
    return { shares: group, percent, start, end: (before / whole) * 100 };
  });
}

/** largest returns the largest shares in list order; for equal ones the earlier wins. */
function largest<S extends { percent: number }>(shares: readonly S[], count: number): S[] {
  const chosen = new Set(
    shares
      .map((share, index) => ({ share, index }))
      .sort((a, b) => b.share.percent - a.share.percent || a.index - b.index)
      .slice(0, count)
      .map(({ index }) => index),
  );
  return shares.filter((_, index) => chosen.has(index));
}

function sumOf(shares: readonly { percent: number }[]): number {
  return shares.reduce((sum, share) => sum + share.percent, 0);
}
