package ledger

import (
	"context"
	"errors"
	"time"

	"yice/internal/kit/db"
)

// Why the chain is made after the commit on PostgreSQL: a batch that is chained while it is booked must hold the chain's head
// until it commits, so all writers of the city queue on one row however little their accounts have in common (the rival
// ledgers lose most of their speed there). So each transaction is booked with the hash of its own content, a batch with one
// over those of its transactions, and a sealer links these behind it, alone under the lock "ledger"; nothing booked is touched
// again, the links stand in a table of their own. On SQLite all writers are one, and a batch is booked with its link.

const sealBatch = 2000

// Seal links the batches that wait and tells how many it did.
func Seal(ctx context.Context, d *db.DB) (int, error) {
	total := 0
	for {
		n := 0
		err := d.UpdateLocked(ctx, "ledger", func(tx *db.Tx) error {
			n = 0
			open, err := findUnsealed(ctx, tx, sealBatch)
			if err != nil || len(open) == 0 {
				return err
			}
			head, err := findHead(ctx, tx)
			if err != nil {
				return err
			}
			links := make([]chainRow, len(open))
			for i, w := range open {
				head = w.after(head)
				links[i] = head
			}
			n = len(open)
			return insertChain(ctx, tx, links)
		})
		if err != nil {
			return total, err
		}
		if total += n; n < sealBatch {
			return total, nil
		}
	}
}

// expireBatch is how many holds end in one transaction.
const expireBatch = 200

// Expire releases the holds whose time is over and tells how many.
func Expire(ctx context.Context, d *db.DB) (int, error) {
	for total := 0; ; {
		// Mostly there are none, and looking does not wait for the writer.
		var due []string
		err := d.View(ctx, func(tx *db.Tx) (err error) {
			due, err = findExpired(ctx, tx, tx.NowMS(), 1)
			return err
		})
		if err != nil || len(due) == 0 {
			return total, err
		}
		n := 0
		err = d.Update(ctx, func(tx *db.Tx) (err error) {
			n, err = ExpireTx(ctx, tx, expireBatch)
			return err
		})
		if err != nil {
			return total, err
		}
		total += n
	}
}

// Keeper seals what was booked and releases the holds whose time is over, every interval until the context ends, and seals once more
// after it.
func Keeper(ctx context.Context, d *db.DB, every time.Duration, failed func(error)) {
	tell := func(err error) {
		if err != nil && !errors.Is(err, context.Canceled) {
			failed(err)
		}
	}
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			_, err := Seal(last, d)
			tell(err)
			return
		case <-t.C:
			_, err := Expire(ctx, d)
			tell(err)
			_, err = Seal(ctx, d)
			tell(err)
		}
	}
}
