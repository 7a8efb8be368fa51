import { afterEach, describe, expect, it, vi } from 'vitest';
import { type KeptFormat, keptValues } from '#components/traffic/kept-values.ts';

const format: KeptFormat<string> = {
  keyOf: (cluster, uid) => `test.${cluster}.${uid}`,
  encode: (value) => JSON.stringify(value),
  decode: (text) => JSON.parse(text) as string,
};

function withStorage(): Map<string, string> {
  const items = new Map<string, string>();
  const sessionStorage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => void items.set(key, text),
    removeItem: (key: string) => void items.delete(key),
  };
  vi.stubGlobal('window', { sessionStorage });
  return items;
}

afterEach(() => vi.unstubAllGlobals());

describe('kept values', () => {
  it('outlast a reload, each with its own Service and cluster', () => {
    withStorage();
    keptValues(format).put('c', 'u', 'mine');
    const reloaded = keptValues(format);
    expect(reloaded.get('c', 'u')).toBe('mine');
    expect(reloaded.get('c', 'other')).toBeNull();
    expect(reloaded.get('other', 'u')).toBeNull();
  });

  it('leave nothing in the storage once they are forgotten', () => {
    const items = withStorage();
    const values = keptValues(format);
    values.put('c', 'u', 'mine');
    values.put('c', 'u', null);
    expect(items.size).toBe(0);
    expect(keptValues(format).get('c', 'u')).toBeNull();
  });

  it('end with a reload where they have no format', () => {
    const items = withStorage();
    const values = keptValues<string>(null);
    values.put('c', 'u', 'offered');
    expect(values.get('c', 'u')).toBe('offered');
    expect(items.size).toBe(0);
    expect(keptValues<string>(null).get('c', 'u')).toBeNull();
  });

  it('stay whole in memory where the browser forbids storage, and tell who listens', () => {
    vi.stubGlobal('window', {
      get sessionStorage(): Storage {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    });
    const values = keptValues(format);
    const listener = vi.fn<() => void>();
    const unsubscribe = values.subscribe('c', 'u', listener);
    values.put('c', 'u', 'mine');
    expect(values.get('c', 'u')).toBe('mine');
    unsubscribe();
    values.put('c', 'u', null);
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
