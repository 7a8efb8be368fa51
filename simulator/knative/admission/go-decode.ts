import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import { bare, type GoStruct, type GoType } from '#simulator/knative/admission/go-type.ts';

/** The decoder's position: the struct whose field it reads, and the path to it. */
interface Place {
  struct: string;
  path: string;
}

interface Problem {
  words: string;
  /** For a type with its own UnmarshalJSON: decoding stops after it. */
  ends: boolean;
}

/**
 * decodeError returns the encoding/json error (Go 1.24 and later, which also names inlined structs) for JSON that does not decode into a
 * struct: the first error that ends decoding, otherwise the first field of a wrong type. Fields are read sorted by name, as the API server
 * writes them. Undefined when it decodes; unknown fields are ignored.
 */
export function decodeError(value: unknown, type: GoStruct): string | undefined {
  const problems = [...problemsOf(value, type, { struct: '', path: '' })];
  return (problems.find(({ ends }) => ends) ?? problems[0])?.words;
}

function* problemsOf(value: unknown, type: GoType, place: Place): Generator<Problem> {
  if (value === undefined || value === null) return;
  const wrong = (name: string) => wordsFor(value, name, place);
  if (type.kind === 'own') {
    const words = type.problem(value, wrong);
    if (words !== undefined) yield { words, ends: true };
  } else if (type.kind === 'list' && Array.isArray(value)) {
    for (const item of value as unknown[]) yield* problemsOf(item, type.of, place);
  } else if (type.kind === 'map' && isRecord(value)) {
    for (const name of Object.keys(value).sort()) yield* problemsOf(value[name], type.of, place);
  } else if (type.kind === 'struct' && isRecord(value)) {
    for (const name of Object.keys(value).sort()) {
      const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
      if (field === undefined) continue;
      const steps = [...(place.path === '' ? [] : [place.path]), ...field.inlined, name];
      yield* problemsOf(value[name], field.type, { struct: bare(type.name), path: steps.join('.') });
    }
  } else if (type.kind !== 'scalar' || !type.accepts(value)) {
    yield { words: wrong(type.name), ends: false };
  }
}

function wordsFor(value: unknown, type: string, { struct, path }: Place): string {
  return `json: cannot unmarshal ${jsonTypeOf(value, type)} into Go struct field ${struct}.${path} of type ${type}`;
}

/** jsonTypeOf includes a number as written when the field is an integer that it does not fit. */
function jsonTypeOf(value: unknown, type: string): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return type.startsWith('int') ? `number ${value}` : 'number';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
