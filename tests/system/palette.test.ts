import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

// Compares the colors of globals.css as eyes do: CIEDE2000 (Sharma, Wu, Dalal 2005), for normal vision and for the two forms of red-green
// color blindness as Machado, Oliveira and Fernandes (2009) simulate them at full strength.

type Triple = readonly [number, number, number];
const SIGHT: Record<string, readonly [Triple, Triple, Triple]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
};
/** Below this, two adjacent marks are easily confused. */
const LEAST = 12;
const REVISIONS = ['r0', 'r1', 'r2', 'r3', 'r4'];
const STATES = ['ok', 'warn', 'bad'];

const css = readFileSync(join(import.meta.dirname, '../../app/globals.css'), 'utf8');
const THEMES = ['light', 'dark'].map((theme, index) => {
  const pairs = [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)];
  return { theme, colour: new Map(pairs.map((pair) => [pair[1] ?? '', pair[2 + index] ?? ''])) };
});

describe.each(THEMES)('in the $theme theme', ({ colour }) => {
  const of = (name: string) => colour.get(name) ?? '';

  test.each(Object.keys(SIGHT))('revisions differ from each other, from ok, warn and bad: %s', (sight) => {
    const pairs = REVISIONS.flatMap((a, at) =>
      [...REVISIONS.slice(at + 1), ...STATES].map((b) => [a, b] as const),
    );
    const close = pairs.filter(([a, b]) => difference(lab(of(a), sight), lab(of(b), sight)) < LEAST);
    expect(close).toEqual([]);
  });

  test('revisions have a contrast of 3 : 1 to panels, and text on them of 4.5 : 1', () => {
    expect(REVISIONS.filter((name) => contrast(of(name), of('panel')) < 3)).toEqual([]);
    expect(REVISIONS.filter((name) => contrast(of(name), of(`${name}-ink`)) < 4.5)).toEqual([]);
  });
});

test('the contrast computation matches published values', () => {
  // Sharma, Wu, Dalal 2005, table 1: pairs 1, 7, 20 and 25.
  expect(difference([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 3);
  expect(difference([50, 0, 0], [50, -1, 2])).toBeCloseTo(2.3669, 3);
  expect(difference([50, 2.5, 0], [58, 24, 15])).toBeCloseTo(19.4535, 3);
  expect(difference([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387])).toBeCloseTo(1.2644, 3);
});

/** Linear light of a `#rrggbb`, 0 to 1. */
function linear(hex: string): Triple {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [a, b]
    .map((hex) => dot([0.2126, 0.7152, 0.0722], linear(hex)) + 0.05)
    .sort((x, y) => y - x);
  return high / low;
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function lab(hex: string, sight: string): Triple {
  const light = linear(hex);
  const [red, green, blue] = SIGHT[sight] ?? [];
  const seen = [red, green, blue].map((row) =>
    Math.min(1, Math.max(0, row === undefined ? 0 : dot(row, light))),
  );
  const [r = 0, g = 0, b = 0] = seen;
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f(dot([0.4124564, 0.3575761, 0.1804375], [r, g, b]) / 0.95047);
  const y = f(dot([0.2126729, 0.7151522, 0.072175], [r, g, b]));
  const z = f(dot([0.0193339, 0.119192, 0.9503041], [r, g, b]) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIEDE2000 difference of two CIELAB colors. */
function difference([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const radians = Math.PI / 180;
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
  const [p1, p2] = [(1 + g) * a1, (1 + g) * a2];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const hue = (a: number, b: number) => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / radians + 360) % 360);
  const [h1, h2] = [hue(p1, b1), hue(p2, b2)];
  const grey = c1 * c2 === 0;
  const turn = h2 - h1;
  const dh = grey ? 0 : turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn;
  const dl = l2 - l1;
  const dc = c2 - c1;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin((dh * radians) / 2);
  const l = (l1 + l2) / 2;
  const c = (c1 + c2) / 2;
  const sum = h1 + h2;
  const h = grey ? sum : Math.abs(turn) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
  const wave = (times: number, from: number) => Math.cos((times * h + from) * radians);
  const t = 1 - 0.17 * wave(1, -30) + 0.24 * wave(2, 0) + 0.32 * wave(3, 6) - 0.2 * wave(4, -63);
  const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2);
  const sc = 1 + 0.045 * c;
  const sh = 1 + 0.015 * c * t;
  const rotation = -2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));
  const rt = rotation * Math.sin(60 * Math.exp(-(((h - 275) / 25) ** 2)) * radians);
  return Math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dH / sh) ** 2 + rt * (dc / sc) * (dH / sh));
}
