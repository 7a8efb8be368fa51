import type { ControlPlane } from '#tests/cluster/plane/control-plane.ts';

/** memoryOf returns each process's resident memory in MiB, by name; NaN where the system does not report it. */
export async function memoryOf(plane: ControlPlane): Promise<Record<string, number>> {
  const each = await Promise.all(
    plane.members.map(async (member) => {
      const bytes = (await member.residentBytes()) ?? Number.NaN;
      return [member.name, Math.round(bytes / 2 ** 20)];
    }),
  );
  return Object.fromEntries(each) as Record<string, number>;
}
