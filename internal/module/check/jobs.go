package check

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/job"
)

// Jobs has the officers of the check centres brought up to date every morning.
func (s *Service) Jobs(q *job.Queue) {
	job.Register(q, "check.daily", job.Worker{}, func(ctx context.Context, _ *job.Run, _ struct{}) error { return s.Daily(ctx) })
	q.Periodic("check.daily", job.Daily(5, 30))
}

const dailyBatch = 100

// Daily lets whoever has become an officer of a check centre see the cases that wait there. It may run twice.
func (s *Service) Daily(ctx context.Context) error {
	for last := ""; ; {
		var batch []Request
		err := s.db.Update(ctx, func(tx *db.Tx) (err error) {
			if batch, err = findAllOpen(ctx, tx, last, dailyBatch); err != nil {
				return err
			}
			for _, r := range batch {
				if err := s.admitTx(ctx, tx, r, ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(batch) < dailyBatch {
			return err
		}
		last = batch[len(batch)-1].ID
	}
}
