/**
 * Who asks. Passed through every server function that reads or writes, from the route handler down, so that reads can be
 * filtered and writes made as the person. Today there is one: the person who started Sluice, whose kubeconfig it uses.
 */
export interface Caller {
  kind: 'local';
  /** How the request proved the launch token. */
  via: 'cookie' | 'bearer';
}
