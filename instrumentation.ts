/** Starts the cluster's watches with the server instead of with the first request. Next calls it once a process. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startCluster } = await import('#server/cluster.ts');
  startCluster();
}
