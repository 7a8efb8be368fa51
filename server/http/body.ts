import * as z from '#lib/api/zod.ts';
import { ApiError } from '#server/http/api-error.ts';

/**
 * readJson reads and validates a JSON body of at most `limitBytes`; throws an ApiError that names the invalid field. The body is returned
 * as sent, down to the order of its keys: what is not edited is written back unchanged. So its schema has no defaults.
 */
export async function readJson<T>(
  request: Request,
  { body: schema }: { readonly body?: z.ZodMiniType<T> },
  limitBytes: number,
): Promise<T> {
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
      `The body is not valid JSON: ${(error as Error).message}`,
      {},
      { cause: error },
    );
  }
  if (schema !== undefined) parseInput(schema, value);
  return value as T; // Validated just above.
}

/** parseInput validates external input; throws an ApiError that names each invalid field. */
export function parseInput<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const fields = result.error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const words = fields
    .map((field) => (field.path === '' ? field.message : `${field.path}: ${field.message}`))
    .join('; ');
  throw new ApiError('badRequest', `Invalid request: ${words}`, { fields });
}

/** readQuery returns the query parameters of a URL; throws an ApiError when one is repeated, since either could be meant. */
export function readQuery(url: URL): Record<string, string> {
  const names = [...url.searchParams.keys()];
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined)
    throw new ApiError(
      'badRequest',
      `The address has the parameter ${repeated.slice(0, 100)} more than once.`,
    );
  return Object.fromEntries(url.searchParams);
}

/** Anything deeper cannot be traffic. Schemas are checked by recursion. */
const MAX_DEPTH = 32;

/**
 * Whether a JSON text is nested too deep, without parsing it. Brackets inside strings do not count. An unterminated string runs to the end
 * of the text; otherwise each quote in it would be scanned to the end again.
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
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
