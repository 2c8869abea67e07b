package app_test

import (
	"context"
	"errors"
	"testing"

	"yice/internal/kit/db"
	"yice/internal/module/aid"
	"yice/internal/module/fund"
	"yice/internal/testkit"
)

// The workbench counts in one pass what the statistics count by measure; both must say the same.
func TestTallyAgreesWithTheStatistics(t *testing.T) {
	t.Parallel()
	w := testkit.World(t, aid.Grants()...)
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		return errors.Join(
			addFigureCase(ctx, tx, "c1", "h1", aid.Case{State: aid.Withdrawn, AcceptedOn: "2019-03-01"}),
			addFigureCase(ctx, tx, "c2", "h1", aid.Case{State: aid.Assisting, IsOpen: true, AcceptedOn: "2020-02-01", RecognisedOn: "2020-04-01"}),
			addFigureCase(ctx, tx, "c3", "h2", aid.Case{State: aid.Ended, Hidden: true, AcceptedOn: "2018-08-01", RecognisedOn: "2018-12-01", EndedOn: "2020-01-10"}),
			addFigureCase(ctx, tx, "c4", "h3", aid.Case{State: aid.Draft, IsOpen: true}),
		)
	})
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		got, err := aid.TallyTx(ctx, tx, "2020-01-01")
		if err != nil {
			return err
		}
		if got != (aid.Tally{Entered: 2, EnteredNew: 1, Recognised: 2, RecognisedNew: 1, Ended: 1, Assisting: 1}) {
			t.Errorf("%+v", got)
		}
		for measure, n := range map[string]int64{
			aid.MeasureEntered: got.Entered, aid.MeasureRecognised: got.Recognised, aid.MeasureEnded: got.Ended, aid.MeasureAssisting: got.Assisting,
		} {
			all, err := aid.StatTx(ctx, tx, measure, "")
			if err != nil || all["all"] != n {
				t.Errorf("%s: %v %d %v", measure, all, n, err)
			}
		}
		if balance, available, err := fund.PoolTx(ctx, tx); err != nil || balance != 0 || available != 0 {
			t.Error("a book without funds:", balance, available, err)
		}
		return nil
	})
}
