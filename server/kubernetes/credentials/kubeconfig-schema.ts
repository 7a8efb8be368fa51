import { z } from 'zod';

// A kubeconfig as client-go reads it (k8s.io/client-go tools/clientcmd/api/v1 types.go): field names are case-sensitive, null is the zero
// value, unknown fields are ignored, a value of the wrong type makes the file invalid.

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const texts = z
  .array(text)
  .nullish()
  .transform((value) => value ?? []);
/** Standard base64, padded; line breaks are ignored (Go's encoding/base64). */
const base64 = text
  .transform((value) => value.replace(/[\r\n]/g, ''))
  .refine((value) => /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0, 'is not base64')
  .transform((value) => Buffer.from(value, 'base64'));

const orEmpty = <T extends z.ZodType>(schema: T) => z.preprocess((value) => value ?? {}, schema);
const orNull = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? null);

function named<T extends z.ZodRawShape>(shape: T) {
  const entry = orEmpty(z.object({ name: text, ...shape }));
  return z
    .array(entry)
    .nullish()
    .transform((entries) => entries ?? [])
    .refine(
      (entries) => new Set((entries as { name: string }[]).map(({ name }) => name)).size === entries.length,
      'has two entries with the same name',
    );
}

const cluster = orEmpty(
  z.object({
    server: text,
    'tls-server-name': text,
    'insecure-skip-tls-verify': flag,
    'certificate-authority': text,
    'certificate-authority-data': base64,
    'proxy-url': text,
    'disable-compression': flag,
    extensions: named({ extension: z.unknown() }),
  }),
);

const exec = z.object({
  command: text,
  args: texts,
  env: z
    .array(orEmpty(z.object({ name: text, value: text })))
    .nullish()
    .transform((entries) => entries ?? []),
  apiVersion: text,
  installHint: text,
  provideClusterInfo: flag,
  interactiveMode: text,
});

const user = orEmpty(
  z.object({
    'client-certificate': text,
    'client-certificate-data': base64,
    'client-key': text,
    'client-key-data': base64,
    token: text,
    tokenFile: text,
    as: text,
    'as-uid': text,
    'as-groups': texts,
    'as-user-extra': orEmpty(z.record(z.string(), texts)),
    username: text,
    password: text,
    'auth-provider': orNull(z.object({ name: text, config: orEmpty(z.record(z.string(), text)) })),
    exec: orNull(exec),
  }),
);

const context = orEmpty(z.object({ cluster: text, user: text, namespace: text }));

export const kubeconfigSchema = orEmpty(
  z.object({
    apiVersion: text,
    kind: text,
    clusters: named({ cluster }),
    users: named({ user }),
    contexts: named({ context }),
    'current-context': text,
  }),
);

export type ClusterEntry = z.output<typeof cluster>;
export type UserEntry = z.output<typeof user>;
export type ContextEntry = z.output<typeof context>;
export type ExecEntry = z.output<typeof exec>;
export type KubeconfigFile = z.output<typeof kubeconfigSchema>;
