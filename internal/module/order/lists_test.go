package order

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"yice/internal/kit/db"
	"yice/internal/kit/sheet"
)

// pages collects a list by pages of two.
func pages[T any](d *desk, more func(p db.Page) ([]T, string, error)) (out []T) {
	d.t.Helper()
	p := db.Page{Limit: 2}
	for {
		list, next, err := more(p)
		d.must(err)
		if len(list) > 2 {
			d.t.Fatalf("a page of %d", len(list))
		}
		if out = append(out, list...); next == "" {
			return out
		}
		p.Cursor = next
	}
}

// TestRecoveriesGoToTheirEnd pages through recoveries, and puts all of them into the sheet.
func TestRecoveriesGoToTheirEnd(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(1_000_000)
	var first Order
	for i := range 5 {
		o := d.order(d.draft(f, i, 1_000))
		d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.s.claimTx(ctx, tx, &o, fmt.Sprint("多付", i)) }))
		if i == 0 {
			first = o
		}
	}
	auditor := d.As("auditor")
	recoveries := pages(d, func(p db.Page) ([]RecoveryShown, string, error) {
		l, err := d.s.Recoveries(auditor, "open", p)
		if l.Total != 5 {
			t.Errorf("%d recoveries in all", l.Total)
		}
		return l.Items, l.Next, err
	})
	if len(recoveries) != 5 || recoveries[4].OrderID != first.ID {
		t.Errorf("%+v", recoveries)
	}
	if l, err := d.s.Recoveries(auditor, "received", db.Page{}); err != nil || len(l.Items) != 0 || l.Total != 0 {
		t.Errorf("%v: %+v", err, l)
	}
	h := http{d.s}
	w := httptest.NewRecorder()
	d.must(h.exportRecoveries(w, httptest.NewRequest("GET", "/?state=open", nil).WithContext(auditor)))
	rows := 0
	d.must(sheet.ReadRows(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()), sheet.Options{}, func(_ int, cells []string) error {
		if strings.Contains(strings.Join(cells, " "), "多付") {
			rows++
		}
		return nil
	}))
	if rows != 5 {
		t.Errorf("the sheet has %d recoveries", rows)
	}
	d.refused(h.exportRecoveries(httptest.NewRecorder(), httptest.NewRequest("GET", "/?state=open", nil).WithContext(d.As("civil-officer"))), "forbidden")
}

// TestOrdersAreFoundByWhatIsTyped finds a case's number in small letters, a period or an invoice, and of several words none.
func TestOrdersAreFoundByWhatIsTyped(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(1_000_000)
	var made []Order
	for i := range 3 {
		o := d.draft(f, i, 1_000)
		o.Period, o.InvoiceNo = fmt.Sprintf("2020-0%d", i+1), []string{"", "12345", ""}[i]
		made = append(made, d.order(o))
	}
	for text, want := range map[string][]string{
		"dq-2020-0001": {made[1].ID}, "2020-03": {made[2].ID}, "12345": {made[1].ID}, "1234": nil, "": {made[2].ID, made[1].ID, made[0].ID},
	} {
		l, err := d.s.FindOrders(d.As("auditor"), OrderFilter{Text: text})
		d.must(err)
		var got []string
		for _, o := range l.Items {
			got = append(got, o.ID)
		}
		if !slices.Equal(got, want) || l.Total != int64(len(want)) || l.TotalFen != int64(1_000*len(want)) {
			t.Errorf("%q finds %v, %d in all with %d fen; want %v", text, got, l.Total, l.TotalFen, want)
		}
	}
}
