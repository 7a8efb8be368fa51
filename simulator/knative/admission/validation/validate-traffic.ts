import { goQuote } from '#lib/go/text.ts';
import { tagProblem } from '#lib/knative/tag-problem.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { qualifiedNameProblems } from '#lib/kubernetes/qualified-name.ts';
import {
  disallowedFields,
  type FieldError,
  generic,
  invalidKeyName,
  missingOneOf,
  multipleOneOf,
  outOfBounds,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';

/**
 * validateTraffic checks `spec.traffic` as the webhook does (`route_validation.go` v1.23). Paths start at `traffic`. A Service implies its
 * Configuration: it rejects `configurationName`, while a Route requires it in a target without `revisionName`.
 */
export function validateTraffic(
  traffic: readonly TrafficTarget[],
  { insideService }: { insideService: boolean },
): FieldError[] {
  const errors: FieldError[] = [];
  const firstWithTag = new Map<string, number>();
  for (const [index, target] of traffic.entries()) {
    errors.push(...via(validateTarget(target, insideService), `[${index}]`));
    const tag = target.tag ?? '';
    if (tag === '') continue;
    const problem = tagProblem(tag);
    if (problem !== null) errors.push({ message: problem, paths: [`tag[${index}]`] });
    const first = firstWithTag.get(tag);
    if (first === undefined) firstWithTag.set(tag, index);
    else errors.push(generic(`Multiple definitions for ${goQuote(tag)}`, `[${index}].tag`, `[${first}].tag`));
  }
  const sum = traffic.reduce((total, target) => total + (target.percent ?? 0), 0);
  if (sum !== 100) errors.push(generic(`Traffic targets sum to ${sum}, want 100`, ''));
  return via(errors, 'traffic');
}

function validateTarget(target: TrafficTarget, insideService: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const revisionName = target.revisionName ?? '';
  const { latestRevision, percent } = target;
  if (typeof latestRevision === 'boolean' && (revisionName !== '') === latestRevision) {
    const name = goQuote(revisionName);
    errors.push(
      generic(`may not set revisionName ${name} when latestRevision is ${latestRevision}`, 'latestRevision'),
    );
  }
  errors.push(...validateDestination(revisionName, target.configurationName ?? '', insideService));
  if (typeof percent === 'number' && (percent < 0 || percent > 100))
    errors.push(outOfBounds(percent, 0, 100, 'percent'));
  if ((target.url ?? '') !== '') errors.push(disallowedFields('url'));
  return errors;
}

function validateDestination(
  revisionName: string,
  configurationName: string,
  insideService: boolean,
): FieldError[] {
  if (insideService && configurationName !== '') return [disallowedFields('configurationName')];
  if (revisionName !== '' && configurationName !== '')
    return [multipleOneOf('revisionName', 'configurationName')];
  if (revisionName !== '') return validateName(revisionName, 'revisionName');
  if (configurationName !== '') return validateName(configurationName, 'configurationName');
  return insideService ? [] : [missingOneOf('revisionName', 'configurationName')];
}

function validateName(name: string, field: string): FieldError[] {
  const problems = qualifiedNameProblems(name);
  return problems.length === 0 ? [] : [invalidKeyName(name, field, problems.join(', '))];
}
