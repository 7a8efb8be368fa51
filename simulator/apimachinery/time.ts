/** formatTime formats Unix ms like metav1.Time: RFC 3339, whole seconds. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
