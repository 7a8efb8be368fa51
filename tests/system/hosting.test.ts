import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

// Checks the references in files that only the hosting site runs.

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

/** The inputs that each action documents in its action.yml, as far as workflows here use them. */
const INPUTS: Record<string, string[]> = {
  'actions/checkout@v7': ['persist-credentials', 'fetch-depth'],
  'actions/setup-node@v7': ['node-version', 'cache', 'cache-dependency-path'],
  'actions/cache@v5': ['path', 'key', 'restore-keys'],
  'actions/upload-artifact@v7': [
    'name',
    'path',
    'include-hidden-files',
    'if-no-files-found',
    'retention-days',
  ],
};

const read = (file: string) => readFileSync(file, 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  license: string;
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};
const workflows = readdirSync('.github/workflows').map((file) => `.github/workflows/${file}`);
const stepsOf = (file: string): Step[] =>
  Object.values((parse(read(file)) as { jobs: Record<string, { steps: Step[] }> }).jobs).flatMap(
    ({ steps }) => steps,
  );

it.each(workflows)('%s runs scripts of this package, which the README names', (file) => {
  const commands = stepsOf(file).flatMap(({ run }) => run ?? []);
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) {
    const script = /^npm (?:run )?(\S+)$/.exec(command)?.[1];
    expect(Object.keys(manifest.scripts)).toContain(script);
    expect(read('README.md')).toContain(command);
  }
});

it.each(workflows)('%s gives actions only inputs that they document', (file) => {
  for (const { uses, with: inputs } of stepsOf(file)) {
    if (uses === undefined) continue;
    expect(Object.keys(INPUTS)).toContain(uses);
    for (const input of Object.keys(inputs ?? {})) expect(INPUTS[uses]).toContain(input);
  }
});

it('groups of dependency updates name packages that are used', () => {
  const { updates } = parse(read('.github/dependabot.yml')) as {
    updates: { 'package-ecosystem': string; groups?: Record<string, { patterns: string[] }> }[];
  };
  const packages = Object.keys({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  });
  const patterns = updates.flatMap(({ groups }) =>
    Object.values(groups ?? {}).flatMap((group) => group.patterns),
  );
  expect(patterns.length).toBeGreaterThan(0);
  for (const pattern of patterns) {
    const test = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
    expect([pattern, packages.some((name) => test.test(name))]).toEqual([pattern, true]);
  }
});

it('.editorconfig agrees with the formatter', () => {
  const { formatter } = JSON.parse(read('biome.json')) as {
    formatter: { indentStyle: string; indentWidth: number; lineWidth: number };
  };
  const settings = Object.fromEntries(
    read('.editorconfig')
      .split('\n[')
      .slice(0, 3)
      .flatMap((section) => [...section.matchAll(/^(\w+) = (\S+)$/gm)].map(([, key, value]) => [key, value])),
  ) as Record<string, string>;
  expect(settings).toMatchObject({
    indent_style: formatter.indentStyle,
    indent_size: String(formatter.indentWidth),
    max_line_length: String(formatter.lineWidth),
    end_of_line: 'lf',
  });
});

it('package.json names the license that is in LICENSE', () => {
  expect(manifest.license).toBe('Apache-2.0');
  expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0, January 2004/);
});
