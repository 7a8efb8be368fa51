import { describe, expect, it } from 'vitest';
import { readConfig } from '#server/config.ts';

const token = 'a'.repeat(32);

describe('readConfig', () => {
  it('needs nothing but the launch token', () => {
    expect(readConfig({ SLUICE_TOKEN: token })).toEqual({
      token,
      port: 3000,
      context: null,
      namespaces: null,
      readOnly: false,
      embedded: false,
      logLevel: 'info',
    });
  });

  it('names every setting that is wrong, and never the token itself', () => {
    const read = () =>
      readConfig({ SLUICE_TOKEN: 'short secret', SLUICE_PORT: '99999', SLUICE_NAMESPACES: 'a,B!' });
    expect(read).toThrow(/SLUICE_TOKEN takes 22 to 128/);
    expect(read).toThrow(/SLUICE_PORT/);
    expect(read).toThrow(/SLUICE_NAMESPACES/);
    expect(read).not.toThrow(/short secret/);
  });

  it('says how to start when the token is missing', () => {
    expect(() => readConfig({})).toThrow(/npm start/);
  });

  it('splits namespaces at commas and ignores blanks', () => {
    expect(readConfig({ SLUICE_TOKEN: token, SLUICE_NAMESPACES: ' shop, billing ,' }).namespaces).toEqual([
      'shop',
      'billing',
    ]);
  });
});
