package org_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"yice/internal/core/org"
	"yice/internal/kit/authn"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/testkit"
)

func mustSignIn(t *testing.T, w *testkit.City, login string) string {
	t.Helper()
	token, _, err := w.Authn.SignIn(context.Background(), login, testkit.Password, authn.Client{})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func who(t *testing.T, w *testkit.City, token string) *authz.Actor {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/api/v1/me", nil)
	r.AddCookie(authn.Cookie(token, false))
	a, err := w.Authn.Authenticate(r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestRoleChangeCountsAtOnce(t *testing.T) {
	w := testkit.World(t, authz.Grant{Role: org.Auditor, Perm: "x.read", Reach: authz.All})
	token := mustSignIn(t, w, "maker")
	if who(t, w, token).Has("x.read") {
		t.Fatal("maker reads")
	}
	var g org.RoleGrant
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) (err error) {
		g, err = w.Org.GrantRoleTx(ctx, tx, org.NewGrant{StaffID: w.Staff("maker").ID, Role: org.Auditor, OrgID: w.OrgOf("dq").ID})
		return err
	})
	if !who(t, w, token).Has("x.read") {
		t.Error("the new role does not count")
	}
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := w.Org.EndGrantTx(ctx, tx, g.ID, g.Version, "", "")
		return err
	})
	if who(t, w, token).Has("x.read") {
		t.Error("the ended role counts")
	}
}

func TestLeftStaffIsOut(t *testing.T) {
	w := testkit.World(t)
	token := mustSignIn(t, w, "maker")
	st := w.Staff("maker")
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := w.Org.LeaveTx(ctx, tx, st.ID, st.Version, "2020-05-07", "调离")
		return err
	})
	if who(t, w, token) == nil {
		t.Error("out on the last day")
	}
	w.Later(15 * time.Hour)
	if _, _, err := w.Authn.SignIn(t.Context(), "maker", testkit.Password, authn.Client{}); !errs.IsCode(err, "session.refused") {
		t.Error("in after leaving")
	}
}
