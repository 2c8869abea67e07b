package fund

import (
	"context"
	"maps"
	"testing"

	"yice/internal/core/ledger"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/testkit"
)

// desk is the finance office of a small city that has not ordered a payment yet.
type desk struct {
	*testkit.City
	t *testing.T
	s *Service
}

func open(t *testing.T) *desk {
	t.Helper()
	codes := Codes()
	maps.Copy(codes, ledger.Codes())
	w := testkit.WorldWith(t, codes, Grants()...)
	d := &desk{City: w, t: t, s: New(w.DB)}
	d.s.OnOrders(Orders{
		Promised:  func(context.Context, *db.Tx, string, string) (int64, error) { return 0, nil },
		Paid:      func(context.Context, *db.Tx) (map[string]int64, error) { return nil, nil },
		Described: func(context.Context, *db.Tx, []string) (map[string]Described, error) { return nil, nil },
	})
	return d
}

func (d *desk) create(in NewFund) Fund {
	d.t.Helper()
	f, err := d.s.Create(d.As("maker"), in)
	d.must(err)
	return f
}

func (d *desk) receive(f Fund, evidence string, fen int64) {
	d.t.Helper()
	_, err := d.s.Receive(d.As("maker"), f.ID, Received{AmountFen: fen, PayerName: "慈善总会", EvidenceNo: evidence})
	d.must(err)
}

// promise reserves money of a fund for a payment in the first half of 2020.
func (d *desk) promise(f Fund, key string, fen int64) (holdID string, err error) {
	ctx := d.System()
	err = d.DB.Update(ctx, func(tx *db.Tx) error {
		holdID, err = d.s.PromiseTx(ctx, tx, f, Promise{Key: key, AmountFen: fen, DueOn: "2020-05-07", Memo: "医疗救助", Meta: map[string]string{"kind": "order"}})
		return err
	})
	return holdID, err
}

func (d *desk) release(holdID string) {
	d.t.Helper()
	d.Do(d.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := ledger.ReleaseTx(ctx, tx, ledger.End{Hold: holdID, Key: holdID + "/release", Memo: "取消"})
		return err
	})
}

func (d *desk) refused(err error, code string) {
	d.t.Helper()
	if !errs.IsCode(err, code) {
		d.t.Fatalf("got %v, want %s", err, code)
	}
}

// holds compares balance and commitments of a fund.
func (d *desk) holds(f Fund, balance, committed int64) {
	d.t.Helper()
	p, err := d.s.Fund(d.As("maker"), f.ID)
	d.must(err)
	if p.BalanceFen != balance || p.CommittedFen != committed || p.AvailableFen != balance-committed {
		d.t.Fatalf("%s holds %d with %d committed, want %d with %d", f.Name, p.BalanceFen, p.CommittedFen, balance, committed)
	}
}

func (d *desk) verify() {
	d.t.Helper()
	if _, err := ledger.Verify(d.t.Context(), d.DB); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}
