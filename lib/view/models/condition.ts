/** A condition as kn marks it: `++` True, `!!` False, `W`/`I` False with that severity, `??` Unknown. */
export interface ConditionView {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  mark: '++' | '!!' | 'W' | 'I' | '!' | '??';
  /** Empty when the cluster gives none. */
  reason: string;
  message: string;
  since: string | null;
}
