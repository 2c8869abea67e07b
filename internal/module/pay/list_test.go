package pay

import (
	"bytes"
	"net/http/httptest"
	"slices"
	"testing"

	"yice/internal/kit/db"
	"yice/internal/kit/sheet"
)

// TestStatementsAreListed narrows, orders and pages the statements, shows what stands open on each and exports the same list.
func TestStatementsAreListed(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.answered([]int64{123456, 20000, 30000})
	first := d.take(p.ID, d.rowsOf(p)[0], []string{"结息", "", "3.21", "", "", "J1"})
	second := d.take(p.ID, d.rowsOf(p)[1:]...)
	list := func(f StatementFilter) []string {
		t.Helper()
		rows, _, total, err := d.s.Statements(d.As("auditor"), f)
		d.must(err)
		if total != int64(len(rows)) {
			t.Errorf("%d rows, total %d", len(rows), total)
		}
		ids := make([]string, len(rows))
		for i, r := range rows {
			ids[i] = r.ID
		}
		return ids
	}
	for _, x := range []struct {
		name string
		f    StatementFilter
		want []string
	}{
		{"all", StatementFilter{}, []string{second.ID, first.ID}},
		{"open", StatementFilter{State: "open"}, []string{first.ID}},
		{"balanced", StatementFilter{State: "balanced"}, []string{second.ID}},
		{"account", StatementFilter{Payer: "main", Page: db.Page{Sort: "made_at"}}, []string{first.ID, second.ID}},
		{"other account", StatementFilter{Payer: "none"}, []string{}},
		{"later days", StatementFilter{From: "2020-05-08"}, []string{}},
		{"that day", StatementFilter{From: "2020-05-07", To: "2020-05-07"}, []string{second.ID, first.ID}},
		{"most open first", StatementFilter{Page: db.Page{Sort: "-open"}}, []string{first.ID, second.ID}},
	} {
		if got := list(x.f); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
	_, _, _, err := d.s.Statements(d.As("auditor"), StatementFilter{From: "gestern"})
	if err == nil {
		t.Error("a day that is none")
	}
	_, _, _, err = d.s.Statements(d.As("civil-officer"), StatementFilter{})
	d.refused(err, "forbidden")
	for _, sort := range []string{"", "payer", "open", "-made_at"} {
		one, next, _, err := d.s.Statements(d.As("auditor"), StatementFilter{Page: db.Page{Limit: 1, Sort: sort}})
		d.must(err)
		two, end, _, err := d.s.Statements(d.As("auditor"), StatementFilter{Page: db.Page{Limit: 1, Sort: sort, Cursor: next}})
		d.must(err)
		if len(one) != 1 || len(two) != 1 || one[0].ID == two[0].ID || end != "" {
			t.Errorf("pages by %q: %v %v %q", sort, one, two, end)
		}
	}

	page, err := d.s.StatementOf(d.As("maker"), first.ID)
	d.must(err)
	if page.State != "open" || page.Open != 1 || page.Matched != 1 || len(page.List) != 2 || page.List[0].Match != matchNone || page.List[1].BatchNo != p.No ||
		len(page.Batches) != 1 || page.Batches[0].No != p.No || !slices.Equal(page.Can, []string{"explain"}) || page.PayerName == "" {
		t.Errorf("%+v", page)
	}
	_, err = d.s.ExplainRow(d.As("maker"), page.List[0].ID, "季度结息")
	d.must(err)
	page, err = d.s.StatementOf(d.As("auditor"), first.ID)
	d.must(err)
	if page.State != "balanced" || page.Explained != 1 || page.Open != 0 || len(page.Can) != 0 || page.List[0].Note == "" {
		t.Errorf("%+v", page)
	}
	_, err = d.s.StatementOf(d.As("civil-officer"), first.ID)
	d.refused(err, "forbidden")
	_, err = d.s.StatementOf(d.As("auditor"), "nobody")
	d.refused(err, "not_found")

	w := httptest.NewRecorder()
	d.must(http{d.s}.exportStatements(w, httptest.NewRequest("GET", "/?state=balanced&sort=made_at", nil).WithContext(d.As("auditor"))))
	var cells [][]string
	d.must(sheet.ReadRows(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()), sheet.Options{}, func(_ int, row []string) error {
		cells = append(cells, slices.Clone(row))
		return nil
	}))
	i := slices.IndexFunc(cells, func(row []string) bool { return len(row) > 1 && row[0] == "付款账户" })
	if i < 0 || len(cells) < i+3 || cells[i+1][4] != "相符" || cells[i+1][11] != p.No {
		t.Errorf("%q", cells)
	}
}
