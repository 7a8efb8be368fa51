import type { ApiErrorCode } from '#lib/api/error-code.ts';
import type * as z from '#lib/api/zod.ts';

/** One method on one path of the HTTP API. */
export interface Endpoint<Path extends string = string, Query = unknown, Body = unknown, Answer = unknown> {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Parameters are in braces. */
  readonly path: Path;
  readonly summary: string;
  /** Absent when the endpoint reads no parameters. */
  readonly query?: z.ZodMiniType<Query, Record<string, string | undefined>>;
  readonly body?: z.ZodMiniType<Body>;
  /** Body of a 200 response. */
  readonly answer: z.ZodMiniType<Answer>;
  /** Refusals in addition to those that every path has. */
  readonly refusals: readonly ApiErrorCode[];
}

/** Parameters of a path: `'cluster' | 'name'` for `/c/{cluster}/{name}`. */
export type PathParameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameter<Rest>
  : never;

/** endpoint declares an endpoint and infers its types from its schemas. */
export function endpoint<const Path extends string, Query, Body, Answer>(
  stated: Endpoint<Path, Query, Body, Answer>,
): Endpoint<Path, Query, Body, Answer> {
  return stated;
}

/** pathOf fills in the parameters of a path. It encodes each one, so that none can lead to another path. */
export function pathOf<Path extends string>(
  { path }: { readonly path: Path },
  parameters: Readonly<Record<PathParameter<Path>, string>>,
): string {
  const values: Readonly<Record<string, string>> = parameters;
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}
