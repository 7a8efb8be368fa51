import type { ApiErrorCode } from '#lib/api/error-code.ts';
import type * as z from '#lib/api/zod.ts';

/** One method of one path of the HTTP API. */
export interface Endpoint<Path extends string = string, Query = unknown, Body = unknown, Answer = unknown> {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its parameters in braces. */
  readonly path: Path;
  readonly summary: string;
  /** Absent where no parameter is read. */
  readonly query?: z.ZodMiniType<Query, Record<string, string | undefined>>;
  readonly body?: z.ZodMiniType<Body>;
  /** What a 200 carries. */
  readonly answer: z.ZodMiniType<Answer>;
  /** The refusals beside those that every path has. */
  readonly refusals: readonly ApiErrorCode[];
}

/** The parameters of a path: `'cluster' | 'name'` of `/c/{cluster}/{name}`. */
export type PathParameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameter<Rest>
  : never;

/** endpoint states an endpoint, with its types told from its schemas. */
export function endpoint<const Path extends string, Query, Body, Answer>(
  stated: Endpoint<Path, Query, Body, Answer>,
): Endpoint<Path, Query, Body, Answer> {
  return stated;
}

/** pathOf fills in a path's parameters, each encoded, so that none can lead to another path. */
export function pathOf<Path extends string>(
  { path }: { readonly path: Path },
  parameters: Readonly<Record<PathParameter<Path>, string>>,
): string {
  const values: Readonly<Record<string, string>> = parameters;
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}
