/** A line of Go's own diff of two templates or specs: a path, or one side's value. */
const PATH = /^\*?(\{\*?v1\.\w+\}(?:\.(?:ObjectMeta|Spec|PodSpec))*\.\w+).*:$/;

/**
 * Reduces each diff in a message to the names of the fields that differ. The rest cannot match between two programs: it contains memory
 * addresses, Go's struct formatting, and whichever edits the diff algorithm found cheapest.
 */
export function withFieldsOfDiff(message: string | undefined): string | undefined {
  const lines: string[] = [];
  let fields: string[] = [];
  for (const line of message?.split('\n') ?? []) {
    if (line.startsWith('\t')) continue;
    const field = PATH.exec(line)?.[1];
    if (field !== undefined) fields.push(field);
    else {
      lines.push(...new Set(fields.sort()), line);
      fields = [];
    }
  }
  return message === undefined ? undefined : [...lines, ...new Set(fields.sort())].join('\n');
}
