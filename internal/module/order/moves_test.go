package order

import (
	"context"
	"errors"
	"slices"
	"testing"

	"yice/internal/kit/db"
	"yice/internal/module/fund"
)

// TestMovesThatWereReadAreReadOnce reads a fund's movements again and again: only what was committed stays known, and a list that was
// given out never changes.
func TestMovesThatWereReadAreReadOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(1_000_000)
	first := known(d, f)
	o := d.order(d.draft(f, 0, 10_000))
	lost := d.draft(f, 1, 20_000)
	if err := d.DB.Update(t.Context(), func(tx *db.Tx) error {
		if _, err := d.s.OrderTx(d.System(), tx, lost); err != nil {
			return err
		}
		if list, err := d.funds.MovesTx(t.Context(), tx, f.ID, 0); err != nil || list[len(list)-1].CommittedFen != 20_000 {
			t.Errorf("%v: %+v", err, list)
		}
		return errors.New("not committed")
	}); err == nil {
		t.Fatal("the update went through")
	}
	second := known(d, f)
	if len(second) != len(first)+1 || second[len(second)-1].OrderID != o.ID {
		t.Fatalf("%+v", second)
	}
	if m := second[len(second)-1]; m.Purpose != o.Purpose || m.HouseholdID != o.HouseholdID {
		t.Errorf("%+v", m)
	}
	const more = 51
	for range 2 {
		for range more {
			d.order(d.draft(f, 0, 100))
		}
		kept := slices.Clone(second)
		if list := known(d, f); len(list) != len(second)+more || !slices.Equal(list[:len(second)], kept) {
			t.Fatalf("%d movements, %d before", len(list), len(second))
		}
		second = known(d, f)
	}
	fresh := fund.New(d.DB)
	New(Deps{DB: d.DB, Funds: fresh})
	if err := d.DB.View(context.Background(), func(tx *db.Tx) error {
		list, err := fresh.MovesTx(context.Background(), tx, f.ID, 0)
		if !slices.Equal(list, second) {
			t.Error("who reads everything at once reads something else")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func known(d *desk, f fund.Fund) (out []fund.Movement) {
	d.t.Helper()
	d.must(d.DB.View(d.t.Context(), func(tx *db.Tx) (err error) { out, err = d.funds.MovesTx(d.t.Context(), tx, f.ID, 0); return err }))
	return out
}
