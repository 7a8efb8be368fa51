/** Ends of a ribbon, where it leaves the bar and where it meets its row, as vertical positions in pixels. */
export interface RibbonEnds {
  fromTop: number;
  fromBottom: number;
  toTop: number;
  toBottom: number;
}

/** ribbonPath returns a ribbon of the given width in pixels as an SVG path with horizontal tangents at both ends. */
export function ribbonPath(ends: RibbonEnds, width: number): string {
  const { fromTop, fromBottom, toTop, toBottom } = rounded(ends);
  const middle = round(width / 2);
  const right = round(width);
  return (
    `M0 ${fromTop}C${middle} ${fromTop} ${middle} ${toTop} ${right} ${toTop}` +
    `L${right} ${toBottom}C${middle} ${toBottom} ${middle} ${fromBottom} 0 ${fromBottom}Z`
  );
}

/** ribbonEdges returns the two long edges of the same ribbon, as an SVG path without an area. */
export function ribbonEdges(ends: RibbonEnds, width: number): string {
  const { fromTop, fromBottom, toTop, toBottom } = rounded(ends);
  const middle = round(width / 2);
  const right = round(width);
  return (
    `M0 ${fromTop}C${middle} ${fromTop} ${middle} ${toTop} ${right} ${toTop}` +
    `M0 ${fromBottom}C${middle} ${fromBottom} ${middle} ${toBottom} ${right} ${toBottom}`
  );
}

/**
 * ribbonEnds positions a ribbon. It starts at the segment of the bar. It ends centered on the row and takes as much of the row's height as
 * the share takes of 100, at least `minimum` pixels.
 */
export function ribbonEnds(
  segment: { start: number; end: number },
  bar: { top: number; height: number },
  row: { top: number; height: number },
  minimum = 2,
): RibbonEnds {
  const share = segment.end - segment.start;
  const thickness = Math.max(minimum, (row.height * share) / 100);
  const centre = row.top + row.height / 2;
  return {
    fromTop: bar.top + (bar.height * segment.start) / 100,
    fromBottom: bar.top + (bar.height * segment.end) / 100,
    toTop: centre - thickness / 2,
    toBottom: centre + thickness / 2,
  };
}

function rounded(ends: RibbonEnds): RibbonEnds {
  return {
    fromTop: round(ends.fromTop),
    fromBottom: round(ends.fromBottom),
    toTop: round(ends.toTop),
    toBottom: round(ends.toBottom),
  };
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

/**
 * spreadHandles moves overlapping handles apart: positions stay in order, at least `gap` apart, within `0..length`, and each as close to
 * its own position as possible.
 */
export function spreadHandles(positions: readonly number[], gap: number, length: number): number[] {
  const room = positions.length < 2 ? gap : Math.min(gap, length / (positions.length - 1));
  const spread: number[] = [];
  for (const position of positions) {
    const previous = spread.at(-1);
    spread.push(previous === undefined ? position : Math.max(position, previous + room));
  }
  let limit = length;
  for (let index = spread.length - 1; index >= 0; index--) {
    spread[index] = Math.min(spread[index] ?? 0, limit);
    limit = (spread[index] ?? 0) - room;
  }
  return spread;
}
