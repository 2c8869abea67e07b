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
	"yice/internal/module/gift"
)

// TestGiftMatrix writes down which role may take which action in which state of a donation's tables, and open which route, and
// compares with what was agreed; -update-matrix writes it after review. Two things hold whatever the file says: nobody who
// enters money confirms it, and administrators and oversight change nothing.
func TestGiftMatrix(t *testing.T) {
	s := openSite(t)
	var out strings.Builder
	tables := []*flow.Table{gift.Campaigns(), gift.Pledges(), gift.Collections(), gift.Gifts(), gift.Requests(), gift.Handouts()}
	for _, role := range org.Roles() {
		a := holder(role.Code, "union", s.w.OrgOf("union"))
		if a.Has(gift.PermReceive) && a.Has(gift.PermConfirm) {
			t.Errorf("%s enters money and confirms it", role.Code)
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
				fmt.Fprintf(&out, "%-18s %-15s %-10s %s\n", role.Code, table.Name, from, strings.Join(may, " "))
				if role.Admin || role.Code == org.Auditor {
					t.Errorf("%s may %v a %s", role.Code, may, table.Name)
				}
			}
		}
		var routes []string
		ctx := authz.With(t.Context(), a)
		for _, r := range s.app.WebRoutes() {
			if strings.HasPrefix(string(r.Perm), "gift.") && authz.Require(ctx, r.Perm) == nil {
				routes = append(routes, strings.TrimPrefix(r.ID, "gift."))
			}
		}
		if len(routes) > 0 {
			fmt.Fprintf(&out, "%-18s routes          %s\n", role.Code, strings.Join(routes, " "))
		}
	}
	const golden = "testdata/gift_matrix.txt"
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
