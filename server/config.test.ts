import { describe, expect, it } from 'vitest';
import { readConfig } from '#server/config.ts';

describe('readConfig', () => {
  it('has a default for every setting', () => {
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

  it('names every invalid setting', () => {
    const read = () => readConfig({ SLUICE_PORT: '99999', SLUICE_NAMESPACES: 'a,B!' });
    expect(read).toThrow(/SLUICE_PORT/);
    expect(read).toThrow(/SLUICE_NAMESPACES/);
  });

  it('splits namespaces at commas and ignores blanks', () => {
    expect(readConfig({ SLUICE_NAMESPACES: ' shop, billing ,' }).namespaces).toEqual(['shop', 'billing']);
  });
});
