import { describe, expect, it } from 'vitest';
import { readConfig } from '#server/config.ts';

describe('readConfig', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      stateDir: null,
      context: null,
      namespaces: null,
      readOnly: false,
      embedded: false,
      logLevel: 'info',
    });
  });

  it('names every setting that is wrong', () => {
    const read = () => readConfig({ SLUICE_PORT: '99999', SLUICE_NAMESPACES: 'a,B!' });
    expect(read).toThrow(/SLUICE_PORT/);
    expect(read).toThrow(/SLUICE_NAMESPACES/);
  });

  it('splits namespaces at commas and ignores blanks', () => {
    expect(readConfig({ SLUICE_NAMESPACES: ' shop, billing ,' }).namespaces).toEqual(['shop', 'billing']);
  });
});
