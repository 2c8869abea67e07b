package app

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/module/account"
	"yice/internal/module/batch"
	"yice/internal/module/fund"
	"yice/internal/module/order"
	"yice/internal/module/pay"
)

// TestPaymentMatrix writes down which role may take which action in which state of orders, batches, nettings and confirmations, and open
// which route of the money's rooms; -update-matrix writes it after review. Whatever the file says: nobody makes and releases, nobody
// who makes batches closes a month, and administrators and oversight change nothing.
func TestPaymentMatrix(t *testing.T) {
	s := openSite(t)
	var out strings.Builder
	tables := append([]*flow.Table{order.Orders(), batch.Batches(), order.Nettings()}, pay.Flows()...)
	for _, role := range org.Roles() {
		a := holder(role.Code, "union", s.w.OrgOf("union"))
		if a.Has(fund.PermMake) && (a.Has(fund.PermReview) || a.Has(fund.PermRelease) || a.Has(account.PermClose)) || a.Has(fund.PermReview) && a.Has(fund.PermRelease) {
			t.Errorf("%s holds two steps", role.Code)
		}
		if a.Has(pay.PermConfirm) && a.Has(fund.PermReconcile) {
			t.Errorf("%s reconciles and confirms", role.Code)
		}
		for _, table := range tables {
			for _, from := range table.States {
				var may []string
				for _, tr := range table.From(from) {
					if a.Has(tr.Perm) && !slices.Contains(may, string(tr.Action)) {
						may = append(may, string(tr.Action))
					}
				}
				if len(may) == 0 {
					continue
				}
				fmt.Fprintf(&out, "%-18s %-20s %-10s %s\n", role.Code, table.Name, from, strings.Join(may, " "))
				if role.Admin || role.Code == org.Auditor {
					t.Errorf("%s may %v a %s", role.Code, may, table.Name)
				}
			}
		}
		var routes []string
		ctx := authz.With(t.Context(), a)
		for _, r := range s.app.WebRoutes() {
			room, _, _ := strings.Cut(string(r.Perm), ".")
			if slices.Contains([]string{"fund", "pay", "account"}, room) && authz.Require(ctx, r.Perm) == nil {
				routes = append(routes, r.ID)
			}
		}
		if len(routes) > 0 {
			fmt.Fprintf(&out, "%-18s routes          %s\n", role.Code, strings.Join(routes, " "))
		}
	}
	const golden = "testdata/payment_matrix.txt"
	if *updateMatrix {
		if err := os.WriteFile(golden, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != out.String() {
		t.Errorf("the matrix changed; run with -update-matrix and review the difference\n%s", out.String())
	}
}
