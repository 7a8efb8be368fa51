import type { AdmissionPlugin } from '#simulator/apimachinery/contract.ts';
import type { RbacReader } from '#simulator/rbac/authorizer.ts';
import { checkEscalation } from '#simulator/rbac/escalation.ts';
import { RBAC_GROUP } from '#simulator/rbac/objects.ts';
import { checkRbac, setRbacDefaults } from '#simulator/rbac/validation.ts';

/** rbacAdmission does for roles and bindings what their registry does: defaults, no escalation, validation, in that order. */
export function rbacAdmission(store: RbacReader): AdmissionPlugin {
  return {
    mutate({ operation, type, object }) {
      if (type.group === RBAC_GROUP && operation !== 'DELETE') setRbacDefaults(type, object);
    },
    validate(request) {
      const { operation, type, object, old } = request;
      if (type.group !== RBAC_GROUP || operation === 'DELETE') return;
      checkEscalation(store, request);
      checkRbac(type, object, old);
    },
  };
}
