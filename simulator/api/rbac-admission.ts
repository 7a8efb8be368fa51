import type { RbacReader } from '#simulator/api/rbac-authorizer.ts';
import { checkEscalation } from '#simulator/api/rbac-escalation.ts';
import { RBAC_GROUP } from '#simulator/api/rbac-objects.ts';
import { checkRbac, setRbacDefaults } from '#simulator/api/rbac-validation.ts';
import type { AdmissionPlugin } from '#simulator/contract.ts';

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
