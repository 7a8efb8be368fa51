import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { say } from './console.mjs';
import { nextCommand, nodeBinary, root } from './setup.mjs';

const bin = (name) => join(root, 'node_modules', name);

/** checks lists the static checks: name, program, arguments. */
export function checks() {
  const node = nodeBinary();
  return [
    ['lint', node, [bin('oxlint/bin/oxlint'), '--type-aware', '--max-warnings=0']],
    ['format', node, [bin('@biomejs/biome/bin/biome'), 'check', '.']],
    ['route types', node, [nextCommand(), 'typegen']],
    ['types', node, [bin('typescript/bin/tsc'), '--noEmit']],
    ['types of lib', node, [bin('typescript/bin/tsc'), '--noEmit', '-p', 'lib']],
    ['structure', node, [join(root, 'scripts', 'structure', 'check.ts')]],
    ['dead code', node, [bin('knip/bin/knip.js')]],
  ];
}

/** step runs one group of tests, prints how long it took, and returns whether it passed. */
export function step(name, file, args, env = {}) {
  say(`\n▸ ${name}`);
  const began = Date.now();
  const result = spawnSync(file, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin('.bin')}:${process.env.PATH}`, NEXT_TELEMETRY_DISABLED: '1', ...env },
  });
  const passed = result.status === 0;
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  say(`${passed ? '✓' : '✗'} ${name}, ${seconds} s${result.error ? `: ${result.error.message}` : ''}`);
  return passed;
}
