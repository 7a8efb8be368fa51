/** Bounds the HTTP server, and starts the cluster's watches with it instead of with the first request. Next calls it once per process. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { limitServer } = await import('#server/http/server-limits.ts');
  limitServer();
  const { joinLauncher } = await import('#server/launcher/join-launcher.ts');
  await joinLauncher(process.env);
  const { startCluster } = await import('#server/cluster.ts');
  startCluster();
}
