/** A Kubernetes Event about an object of the Service. Key: uid. */
export interface EventView {
  uid: string;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  object: string;
  count: number;
  firstAt: string;
  lastAt: string;
  source: string;
}
