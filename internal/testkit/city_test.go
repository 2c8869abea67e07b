package testkit_test

import (
	"testing"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/testkit"
)

func TestWorld(t *testing.T) {
	w := testkit.World(t,
		authz.Grant{Role: org.DepartmentOfficer, Perm: "x.read", Reach: authz.Org},
		authz.Grant{Role: org.ContactCadre, Perm: "x.read", Reach: authz.Assigned},
		authz.Grant{Role: org.Auditor, Perm: "x.read", Reach: authz.All})
	for _, login := range w.Logins() {
		w.As(login)
	}
	a := authz.From(w.As("sartu-union-officer"))
	if a.Department != org.Union || a.Area != "230602" || !a.HasAt("x.read", "/dq/union/sartu-union/plant-1/") || a.HasAt("x.read", "/dq/union/") {
		t.Errorf("%+v", a)
	}
	if a := authz.From(w.As("cadre")); !a.Has("x.read") || a.HasAt("x.read", "/dq/union/") || a.Area != "2306" {
		t.Errorf("%+v", a)
	}
	if a := authz.From(w.As("auditor")); !a.HasAt("x.read", "/dq/civil/") {
		t.Errorf("%+v", a)
	}
	if a := authz.From(w.As("secretary")); a.Has("x.read") || a.Department != org.Union {
		t.Errorf("%+v", a)
	}
}
