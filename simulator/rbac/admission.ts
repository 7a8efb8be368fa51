import type { AdmissionPlugin } from '#simulator/apimachinery/contract.ts';
import { RBAC_GROUP } from '#simulator/apimachinery/resources.ts';
import { checkEscalation } from '#simulator/rbac/escalation.ts';
import { checkRbac, setRbacDefaults } from '#simulator/rbac/validation.ts';

/** What the registry does for roles and bindings: defaults, escalation check, validation, in that order. */
export const rbacAdmission: AdmissionPlugin = {
  mutate({ operation, type, object }) {
    if (type.group === RBAC_GROUP && operation !== 'DELETE') setRbacDefaults(type, object);
  },
  validate(request) {
    const { operation, type, object, old, store } = request;
    if (type.group !== RBAC_GROUP || operation === 'DELETE') return;
    checkEscalation(store, request);
    checkRbac(type, object, old);
  },
};
