import { isMap, isScalar, parseDocument, visit } from 'yaml';

/** duplicateFields returns the paths of fields that occur more than once in a JSON text; the text must already have parsed. */
export function duplicateFields(text: string): string[] {
  const found = new Set<string>();
  const space = /\s*/y;
  const plain = /[^\s,\]}]+/y;
  const quoted = /"(?:[^"\\]|\\.)*"/y;
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const token = pattern.exec(text)?.[0] ?? '';
    at += token.length;
    return token;
  };
  const next = (): string => {
    take(space);
    return text.charAt(at);
  };
  /** Reads the members between two brackets, one by one. */
  const members = (end: string, part: (index: number) => void): void => {
    at += 1;
    for (let index = 0; next() !== end && at < text.length; index += 1) {
      part(index);
      if (next() === ',') at += 1;
    }
    at += 1;
  };
  const value = (path: string): void => {
    const first = next();
    if (first === '{') {
      const seen = new Set<string>();
      members('}', () => {
        const name = JSON.parse(take(quoted)) as string;
        const where = path === '' ? name : `${path}.${name}`;
        if (seen.has(name)) found.add(where);
        seen.add(name);
        next();
        at += 1;
        value(where);
      });
    } else if (first === '[') members(']', (index) => value(`${path}[${index}]`));
    else take(first === '"' ? quoted : plain);
  };
  value('');
  return [...found];
}

/**
 * duplicateKeys returns keys that occur more than once in a YAML text, as `line 6: key "traffic" already set in map` (sigs.k8s.io/yaml).
 */
export function duplicateKeys(text: string): string[] {
  const found: string[] = [];
  visit(parseDocument(text, { uniqueKeys: false }), {
    Map(_key, node) {
      if (!isMap(node)) return;
      const seen = new Set<unknown>();
      for (const { key } of node.items) {
        if (!isScalar(key)) continue;
        const line = text.slice(0, key.range?.[0] ?? 0).split('\n').length;
        if (seen.has(key.value))
          found.push(`line ${line}: key ${JSON.stringify(key.value)} already set in map`);
        seen.add(key.value);
      }
    },
  });
  return found;
}
