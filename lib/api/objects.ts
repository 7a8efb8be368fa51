import * as z from '#lib/api/zod.ts';
import { isNamespaceName, isObjectName } from '#lib/kubernetes/object-name.ts';

/** Identifies one object of the cluster, and whether the caller asks for values that may be secret. */
export const objectQuery = z.object({
  apiVersion: z.string().check(z.minLength(1), z.maxLength(253)),
  kind: z.string().check(z.minLength(1), z.maxLength(63)),
  namespace: z.string().check(z.refine(isNamespaceName, 'is not a valid namespace name')),
  name: z.string().check(z.refine(isObjectName, 'is not a valid object name')),
  reveal: z.prefault(z.enum(['true', 'false']), 'false'),
});

export type ObjectQuery = z.infer<typeof objectQuery>;

/** An object as the cluster holds it. `hidden` lists the paths whose values are masked or left out. */
export const objectAnswer = z.object({
  object: z.record(z.string(), z.unknown()),
  hidden: z.array(z.string()),
});

export type ObjectAnswer = z.infer<typeof objectAnswer>;
