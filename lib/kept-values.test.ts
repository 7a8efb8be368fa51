import { describe, expect, it } from 'vitest';
import { type KeptFormat, keptValues, type TextStorage } from '#lib/kept-values.ts';

const format: KeptFormat<string> = {
  keyOf: (cluster, uid) => `test.${cluster}.${uid}`,
  encode: (value) => JSON.stringify(value),
  decode: (text) => JSON.parse(text) as string,
};

function memory(): { items: Map<string, string>; storage: () => TextStorage } {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => void items.set(key, text),
    removeItem: (key: string) => void items.delete(key),
  };
  return { items, storage: () => storage };
}

describe('kept values', () => {
  it('survive a reload, each for its own Service and cluster', () => {
    const { storage } = memory();
    keptValues({ format, storage }).put('c', 'u', 'mine');
    const reloaded = keptValues({ format, storage });
    expect(reloaded.get('c', 'u')).toBe('mine');
    expect(reloaded.get('c', 'other')).toBeNull();
    expect(reloaded.get('other', 'u')).toBeNull();
  });

  it('leave nothing in memory or in storage once they are forgotten', () => {
    const { items, storage } = memory();
    const values = keptValues({ format, storage });
    values.put('c', 'u', 'mine');
    values.put('c', 'u', null);
    expect(values.get('c', 'u')).toBeNull();
    expect(items.size).toBe(0);
    expect(keptValues({ format, storage }).get('c', 'u')).toBeNull();
  });

  it('are lost on a reload when they have no format', () => {
    const values = keptValues<string>(null);
    values.put('c', 'u', 'offered');
    expect(values.get('c', 'u')).toBe('offered');
    expect(keptValues<string>(null).get('c', 'u')).toBeNull();
  });

  it('stay complete in memory when the browser forbids storage', () => {
    const storage = (): TextStorage => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    const values = keptValues({ format, storage });
    expect(values.get('c', 'u')).toBeNull();
    values.put('c', 'u', 'mine');
    expect(values.get('c', 'u')).toBe('mine');
    values.put('c', 'u', null);
    expect(values.get('c', 'u')).toBeNull();
  });

  it('stay complete in memory when the storage is full', () => {
    const { items, storage } = memory();
    const full = () => ({
      ...storage(),
      setItem: () => {
        throw new DOMException('Full.', 'QuotaExceededError');
      },
    });
    const values = keptValues({ format, storage: full });
    values.put('c', 'u', 'mine');
    expect([values.get('c', 'u'), items.size]).toEqual(['mine', 0]);
  });

  it('notify the listeners of their own Service only, after the change, until they unsubscribe', () => {
    const values = keptValues({ format, storage: memory().storage });
    const seen: (string | null)[] = [];
    const unsubscribe = values.subscribe('c', 'u', () => seen.push(values.get('c', 'u')));
    values.put('c', 'u', 'mine');
    values.put('c', 'other', 'theirs');
    values.put('c', 'u', null);
    unsubscribe();
    values.put('c', 'u', 'late');
    expect(seen).toEqual(['mine', null]);
  });
});
