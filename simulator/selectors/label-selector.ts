import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';

/** One requirement of a label selector; `exists` and `missing` have no values. */
export interface LabelRequirement {
  key: string;
  operator: 'in' | 'notin' | 'exists' | 'missing' | 'greater' | 'less';
  values: readonly string[];
}

/** A selector that does not parse; the message says what was found where. */
export class SelectorError extends Error {
  override name = 'SelectorError' as const;
}

const TOKEN = /\s*(==|!=|=|!|\(|\)|,|<|>|[^\s=!(),<>]+)/y;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const PUNCTUATION = /^[=!(),<>]+$/;

/**
 * parseLabelSelector parses the string form in a list or watch request (apimachinery `pkg/labels/selector.go`): `a=b`, `a==b`, `a!=b`, `a
 * in (b,c)`, `a notin (b,c)`, `a`, `!a`, `a>1`, `a<1`, joined by commas. Throws SelectorError.
 */
export function parseLabelSelector(selector: string): LabelRequirement[] {
  const tokens = tokenize(selector);
  const requirements: LabelRequirement[] = [];
  let position = 0;
  const take = (): string | undefined => tokens[position++];

  function takeKey(): string {
    const key = take();
    if (key === undefined || PUNCTUATION.test(key)) {
      throw new SelectorError(`unable to parse requirement: found '${key ?? ''}', expected: identifier`);
    }
    if (!LABEL_KEY.test(key))
      throw new SelectorError(`unable to parse requirement: invalid label key "${key}"`);
    return key;
  }

  function takeValue(): string {
    const next = tokens[position];
    const value = next === undefined || PUNCTUATION.test(next) ? '' : next;
    if (next !== undefined && next !== ',' && next !== ')' && value === '') {
      throw new SelectorError(`unable to parse requirement: found '${next}', expected: identifier`);
    }
    if (value !== '') position += 1;
    if (!LABEL_VALUE.test(value)) {
      throw new SelectorError(`unable to parse requirement: invalid label value: "${value}"`);
    }
    return value;
  }

  function takeValues(): string[] {
    const open = take();
    if (open !== '(')
      throw new SelectorError(`unable to parse requirement: found '${open ?? ''}', expected: '('`);
    const values = [takeValue()];
    for (let next = take(); next !== ')'; next = take()) {
      if (next !== ',') {
        throw new SelectorError(`unable to parse requirement: found '${next ?? ''}', expected: ',' or ')'`);
      }
      values.push(takeValue());
    }
    return values;
  }

  function takeRequirement(): LabelRequirement {
    if (tokens[position] === '!') {
      position += 1;
      return { key: takeKey(), operator: 'missing', values: [] };
    }
    const key = takeKey();
    const operator = tokens[position];
    if (operator === undefined || operator === ',') return { key, operator: 'exists', values: [] };
    position += 1;
    switch (operator) {
      case '=':
      case '==':
        return { key, operator: 'in', values: [takeValue()] };
      case '!=':
        return { key, operator: 'notin', values: [takeValue()] };
      case 'in':
      case 'notin':
        return { key, operator, values: takeValues() };
      case '<':
      case '>': {
        const value = takeValue();
        if (!/^[-+]?\d+$/.test(value)) {
          throw new SelectorError(
            `unable to parse requirement: values[0][${key}]: Invalid value: "${value}": for 'Gt', 'Lt' operators, the value must be an integer`,
          );
        }
        return { key, operator: operator === '<' ? 'less' : 'greater', values: [value] };
      }
      default:
        throw new SelectorError(
          `unable to parse requirement: found '${operator}', expected: in, notin, =, ==, !=, gt, lt`,
        );
    }
  }

  while (position < tokens.length) {
    requirements.push(takeRequirement());
    const next = take();
    if (next !== undefined && next !== ',') {
      throw new SelectorError(`found '${next}', expected: ',' or 'end of string'`);
    }
    if (next === ',' && position === tokens.length) {
      throw new SelectorError(`found '', expected: identifier after ','`);
    }
  }
  return requirements;
}

function tokenize(selector: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < selector.trimEnd().length) {
    const token = TOKEN.exec(selector)?.[1];
    if (token === undefined) throw new SelectorError(`unable to parse requirement: "${selector}"`);
    tokens.push(token);
  }
  return tokens;
}

/** matchesLabels reports whether labels meet all requirements. A missing label meets only `notin` and `missing`. */
export function matchesLabels(
  requirements: readonly LabelRequirement[],
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return requirements.every((requirement) => meets(requirement, labels));
}

function meets(
  { key, operator, values }: LabelRequirement,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case 'missing':
      return value === undefined;
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'greater':
      return value !== undefined && /^-?\d+$/.test(value) && Number(value) > Number(values[0]);
    case 'less':
    default:
      return value !== undefined && /^-?\d+$/.test(value) && Number(value) < Number(values[0]);
  }
}

const OPERATORS: Readonly<Record<string, LabelRequirement['operator']>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: 'missing',
};

/** requirementsOf reads a metav1.LabelSelector; one without labels and expressions has no requirements. */
export function requirementsOf(selector: JsonObject): LabelRequirement[] {
  const { matchLabels, matchExpressions } = selector;
  const labels = isJsonObject(matchLabels) ? Object.entries(matchLabels) : [];
  const expressions = Array.isArray(matchExpressions) ? matchExpressions.filter(isJsonObject) : [];
  return [
    ...labels.map(([key, value]): LabelRequirement => ({ key, operator: 'in', values: [String(value)] })),
    ...expressions.map(
      ({ key, operator, values }): LabelRequirement => ({
        key: String(key),
        operator: OPERATORS[String(operator)] ?? 'in',
        values: Array.isArray(values) ? values.map(String) : [],
      }),
    ),
  ];
}
