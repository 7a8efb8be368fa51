import type { z } from 'zod';
import { ApiError } from '#server/http/api-error.ts';

/** readJson reads a JSON body of at most `limitBytes` and checks it; throws an ApiError that names the field that is wrong. */
export async function readJson<T>(request: Request, schema: z.ZodType<T>, limitBytes: number): Promise<T> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers.get('content-type') ?? ''))
    throw new ApiError('badRequest', 'The body must be JSON: send content-type: application/json.');
  const text = await readText(request, limitBytes);
  if (isTooDeep(text))
    throw new ApiError('badRequest', `The body is nested deeper than ${MAX_DEPTH} levels.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ApiError(
      'badRequest',
      `The body is no JSON: ${(error as Error).message}`,
      {},
      { cause: error },
    );
  }
  return parseInput(schema, value);
}

/** parseInput checks a value from outside; throws an ApiError that names each field that is wrong. */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const words = fields
    .map((field) => (field.path === '' ? field.message : `${field.path}: ${field.message}`))
    .join('; ');
  throw new ApiError('badRequest', `The request is not as it must be: ${words}`, { fields });
}

/** readQuery returns the parameters of an address; throws an ApiError when one is there twice, since either might be meant. */
export function readQuery(url: URL): Record<string, string> {
  const names = [...url.searchParams.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new ApiError('badRequest', `The address has the parameter ${twice.slice(0, 100)} more than once.`);
  return Object.fromEntries(url.searchParams);
}

/** What is deeper than this is no traffic; schemas are checked by recursion. */
const MAX_DEPTH = 32;

/**
 * Whether a JSON text is nested too deep, told without parsing it: brackets inside of strings do not count. A string without an end
 * reaches to the end of the text, or each quote in it would be followed there again.
 */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\[^])*(?:"|\\?$)|[[{\]}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

async function readText(request: Request, limitBytes: number): Promise<string> {
  const tooLarge = () => new ApiError('tooLarge', `The body is larger than ${limitBytes} bytes.`);
  if (Number(request.headers.get('content-length') ?? '0') > limitBytes) throw tooLarge();
  if (request.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
