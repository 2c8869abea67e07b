package fund

import (
	"bytes"
	"fmt"
	nethttp "net/http"
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

// TestListsOfAFundGoToTheirEnd pages through movements and receipts, and puts all of them into the sheet.
func TestListsOfAFundGoToTheirEnd(t *testing.T) {
	t.Parallel()
	d := open(t)
	f, other := d.create(NewFund{Code: "F", Name: "资金", Source: "donation", FromOn: "2020-01-01"}), d.create(NewFund{Code: "O", Name: "其他", Source: "donation"})
	d.receive(f, "PJ-1", 1_000_000)
	d.receive(other, "PJ-1", 500)
	for i := range 4 {
		_, err := d.s.Receive(d.As("maker"), f.ID, Received{AmountFen: 100, PayerName: "石油工会", EvidenceNo: fmt.Sprint("SJ-", i)})
		d.must(err)
	}
	for i := range 5 {
		_, err := d.promise(f, fmt.Sprint("promise", i), 1_000)
		d.must(err)
	}
	auditor := d.As("auditor")
	receipts := pages(d, func(p db.Page) ([]Receipt, string, error) { return d.s.Receipts(auditor, f.ID, p) })
	if len(receipts) != 5 || receipts[4].EvidenceNo != "PJ-1" || slices.ContainsFunc(receipts, func(r Receipt) bool { return r.FundID != f.ID }) {
		t.Errorf("%+v", receipts)
	}
	moves := pages(d, func(p db.Page) ([]Movement, string, error) { return d.s.Movements(auditor, f.ID, p) })
	if len(moves) != 10 || moves[0].Seq != 10 || moves[9].Seq != 1 {
		t.Errorf("%d movements: %+v", len(moves), moves)
	}
	if list, _, err := d.s.Receipts(auditor, other.ID, db.Page{}); err != nil || len(list) != 1 {
		t.Errorf("%v: %+v", err, list)
	}
	officer := d.As("civil-officer")
	_, _, err := d.s.Receipts(officer, f.ID, db.Page{})
	d.refused(err, "forbidden")

	h := http{d.s}
	for at, serve := range map[string]struct {
		do   func(w nethttp.ResponseWriter, r *nethttp.Request) error
		rows int // those that say
		says string
	}{
		"/?fund_id=" + f.ID:             {h.exportMovements, 5, "安排付款"},
		"/?fund_id=" + f.ID + "&of=all": {h.exportReceipts, 4, "石油工会"},
	} {
		w := httptest.NewRecorder()
		d.must(serve.do(w, httptest.NewRequest("GET", at, nil).WithContext(auditor)))
		rows := 0
		d.must(sheet.ReadRows(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()), sheet.Options{}, func(_ int, cells []string) error {
			if strings.Contains(strings.Join(cells, " "), serve.says) {
				rows++
			}
			return nil
		}))
		if rows != serve.rows {
			t.Errorf("the sheet of %s has %d rows with %s", at, rows, serve.says)
		}
		d.refused(serve.do(httptest.NewRecorder(), httptest.NewRequest("GET", at, nil).WithContext(officer)), "forbidden")
	}
}
