import { ConfigError } from '#simulator/knative/config/reader.ts';

/** The values of a template: strings and string maps. */
export type TemplateValues = Readonly<Record<string, string | Readonly<Record<string, string>> | undefined>>;

type Node =
  | { type: 'text'; text: string }
  | { type: 'value'; expression: Expression }
  | { type: 'if'; condition: Expression; whenTrue: Node[]; otherwise: Node[] };

type Expression =
  | { type: 'literal'; text: string }
  | { type: 'field'; path: string[]; at: string; isIndex: boolean };

interface Token {
  text: string;
  /** Whether it was between braces. */
  isAction: boolean;
  /** `line:column` of the first character inside the braces, as Go counts. */
  at: string;
}

/**
 * A template of Go's `text/template` with fields, `index .Map "key"`, text and `if`/`else`/`end`: everything that domain and tag templates
 * need.
 */
export class GoTemplate {
  readonly #name: string;
  readonly #type: string;
  readonly #nodes: readonly Node[];

  /** `name` and `type` (the Go type of the values) are used in error messages. Throws ConfigError for text that is not a valid template. */
  constructor(name: string, type: string, text: string) {
    this.#name = name;
    this.#type = type;
    const tokens = this.#tokens(text);
    this.#nodes = this.#block(tokens, false);
  }

  /** Renders the template. Throws ConfigError for a field that is missing from the values. */
  render(values: TemplateValues): string {
    const write = (nodes: readonly Node[]): string =>
      nodes
        .map((node) => {
          if (node.type === 'text') return node.text;
          if (node.type === 'value') return textOf(this.#evaluate(node.expression, values));
          return write(isTrue(this.#evaluate(node.condition, values)) ? node.whenTrue : node.otherwise);
        })
        .join('');
    return write(this.#nodes);
  }

  #tokens(text: string): Token[] {
    const tokens: Token[] = [];
    let from = 0;
    for (;;) {
      const open = text.indexOf('{{', from);
      const before = text.slice(from, open === -1 ? undefined : open);
      if (before !== '') tokens.push({ text: before, isAction: false, at: '' });
      if (open === -1) break;
      const close = text.indexOf('}}', open);
      const line = text.slice(0, open).split('\n').length;
      if (close === -1) throw new ConfigError(`template: ${this.#name}:${line}: unclosed action`);
      const inner = text.slice(open + 2, close);
      const start = open + 2 + (inner.length - inner.trimStart().length);
      const column = start - (text.lastIndexOf('\n', start) + 1);
      tokens.push({ text: inner, isAction: true, at: `${line}:${column}` });
      from = close + 2;
    }
    return trimmed(tokens);
  }

  #block(tokens: Token[], isInner: boolean): Node[] {
    const nodes: Node[] = [];
    for (;;) {
      const token = tokens[0];
      if (token === undefined) {
        if (isInner) throw this.#problem('1', 'unexpected EOF');
        return nodes;
      }
      if (token.isAction && ['else', 'end'].includes(token.text)) {
        if (!isInner) throw this.#problem(token.at, `unexpected {{${token.text}}}`);
        return nodes;
      }
      tokens.shift();
      if (!token.isAction) nodes.push({ type: 'text', text: token.text });
      else if (token.text.startsWith('if ')) nodes.push(this.#conditional(token, tokens));
      else nodes.push({ type: 'value', expression: this.#expression(token.text, token.at) });
    }
  }

  #conditional(token: Token, tokens: Token[]): Node {
    const condition = this.#expression(token.text.slice(3).trim(), token.at);
    const whenTrue = this.#block(tokens, true);
    const hasElse = tokens.shift()?.text === 'else';
    const otherwise = hasElse ? this.#block(tokens, true) : [];
    if (hasElse) tokens.shift();
    return { type: 'if', condition, whenTrue, otherwise };
  }

  #expression(text: string, at: string): Expression {
    const literal = /^"((?:[^"\\]|\\.)*)"$/.exec(text);
    if (literal !== null) return { type: 'literal', text: JSON.parse(text) as string };
    const indexed = /^index\s+(\.\w+)\s+"([^"]*)"$/.exec(text);
    if (indexed !== null) {
      return { type: 'field', path: [(indexed[1] ?? '').slice(1), indexed[2] ?? ''], at, isIndex: true };
    }
    if (/^(\.\w+)+$/.test(text)) return this.#fields(text, at);
    if (text === '') throw this.#problem(at, 'missing value for command');
    const [word = ''] = text.split(/\s/);
    throw this.#problem(
      at,
      /^\w+$/.test(word)
        ? `function ${JSON.stringify(word)} not defined`
        : `${JSON.stringify(text)} uses Go template features that the embedded cluster does not support: use fields, index and if`,
    );
  }

  /** Go reports the position of a chain's second field. */
  #fields(text: string, at: string): Expression {
    const path = text.slice(1).split('.');
    const [line = '1', column = '0'] = at.split(':');
    const shift = path.length > 1 ? `.${path[0] ?? ''}`.length : 0;
    return { type: 'field', path, at: `${line}:${Number(column) + shift}`, isIndex: false };
  }

  #problem(at: string, why: string): ConfigError {
    return new ConfigError(`template: ${this.#name}:${at.split(':')[0] ?? '1'}: ${why}`);
  }

  #evaluate(expression: Expression, values: TemplateValues): string | TemplateValues | undefined {
    if (expression.type === 'literal') return expression.text;
    const { path, at, isIndex } = expression;
    const [field = '', ...rest] = path;
    const fail = (why: string): ConfigError =>
      new ConfigError(
        `template: ${this.#name}:${at}: executing ${JSON.stringify(this.#name)} at <.${path.join('.')}>: ${why}`,
      );
    if (!(field in values)) throw fail(`can't evaluate field ${field} in type ${this.#type}`);
    const [key, ...further] = rest;
    const value = values[field];
    if (key === undefined) return value;
    if (typeof value === 'string') throw fail(`can't evaluate field ${key} in type string`);
    if (further[0] !== undefined) throw fail(`can't evaluate field ${further[0]} in type string`);
    return value?.[key] ?? (isIndex ? '' : undefined);
  }
}

/** trimmed removes the whitespace that `{{-` and `-}}` trim, and the whitespace inside the braces. */
function trimmed(tokens: Token[]): Token[] {
  return tokens.map((token, position) => {
    if (token.isAction) return { ...token, text: token.text.replace(/^- |[\s]-$/g, '').trim() };
    const before = tokens[position - 1];
    const after = tokens[position + 1];
    let { text } = token;
    if (before?.isAction === true && /\s-$/.test(before.text)) text = text.trimStart();
    if (after?.isAction === true && after.text.startsWith('- ')) text = text.trimEnd();
    return { ...token, text };
  });
}

function isTrue(value: string | TemplateValues | undefined): boolean {
  if (typeof value === 'string') return value !== '';
  return value !== undefined && Object.keys(value).length > 0;
}

function textOf(value: string | TemplateValues | undefined): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '<no value>';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, value]) => `${key}:${textOf(value)}`).join(' ')}]`;
}
