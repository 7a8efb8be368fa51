import * as z from '#lib/api/zod.ts';
import type { IdentityChange, PinnedIdentity } from '#lib/view/pinned-identity.ts';

const identity = z.object({
  server: z.string(),
  trust: z.string(),
  user: z.nullable(z.string()),
  signsIn: z.string(),
  actsAs: z.nullable(z.string()),
  namespace: z.string(),
}) satisfies z.ZodMiniType<PinnedIdentity>;

/** Another API server or user that the kubeconfig names and that awaits a person's confirmation. */
export const identityChange = z.object({
  id: z.string(),
  before: identity,
  now: identity,
}) satisfies z.ZodMiniType<IdentityChange>;

/** Identifies the change that a person confirms. */
export const switchBody = z.strictObject({ change: z.string().check(z.minLength(1), z.maxLength(100)) });
