import { gzipSync } from 'node:zlib';
import { row } from '#tests/bench/statistics.ts';

// Measures the JavaScript of the overview's first load: every script in its HTML, compressed as a server would. SLUICE_URL: a dashboard's
// overview page. SLUICE_TOKEN: its script token.

const page = process.env.SLUICE_PAGE ?? '';
const headers = { authorization: `Bearer ${process.env.SLUICE_TOKEN ?? ''}` };
const html = await (await fetch(page, { headers })).text();
const scripts = [
  ...new Set([...html.matchAll(/(?:src|href)="([^"]+\.js)(?:\?[^"]*)?"/g)].map((match) => match[1] ?? '')),
];
let raw = 0;
let packed = 0;
for (const script of scripts) {
  const bytes = Buffer.from(await (await fetch(new URL(script, page), { headers })).arrayBuffer());
  raw += bytes.length;
  packed += gzipSync(bytes, { level: 9 }).length;
}
row(
  `JavaScript of the overview's first load, ${scripts.length} files`,
  `${(packed / 1024).toFixed(1)} KB gzip`,
  `${(raw / 1024).toFixed(1)} KB`,
);
