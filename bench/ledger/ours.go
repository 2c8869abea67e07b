package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"yice/internal/core/ledger"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
)

// book is ours under measurement.
type book struct {
	d       *db.DB
	o       options
	round   int // makes the keys of each load its own
	entries int64
}

func openBook(ctx context.Context, url string, o options) (*book, error) {
	codes := map[string]string{}
	for k, v := range ledger.Codes() {
		codes[k] = v
	}
	d, err := db.Open(ctx, db.Config{URL: url, Clock: clock.System(), Codes: codes})
	if err != nil {
		return nil, err
	}
	b := &book{d: d, o: o}
	return b, d.Update(ctx, func(tx *db.Tx) error { return b.fund(ctx, tx) })
}

// fund opens the accounts, and posts what the funds own.
func (b *book) fund(ctx context.Context, tx *db.Tx) error {
	list := []ledger.Account{{Code: "world", Name: "world", Commodity: ledger.CNY, Side: ledger.Debit}}
	for i := range funds {
		list = append(list, ledger.Account{Code: fundCode(i), Name: fundCode(i), Commodity: ledger.CNY, Side: ledger.Credit, Floor: ledger.Bound(0)})
	}
	for i := range b.o.persons {
		list = append(list, ledger.Account{Code: personCode(i), Name: personCode(i), Commodity: ledger.CNY, Side: ledger.Credit, Floor: ledger.Bound(0)})
	}
	if err := ledger.OpenTx(ctx, tx, list...); err != nil {
		return err
	}
	acts := make([]ledger.Act, funds)
	for i := range acts {
		acts[i] = ledger.Post(ledger.New{Key: "open/" + fundCode(i), Postings: []ledger.Posting{{Debit: "world", Credit: fundCode(i), Amount: opening}}})
	}
	b.entries = funds
	_, err := ledger.DoTx(ctx, tx, acts...)
	return err
}

func payment(key string, t transfer) ledger.New {
	return ledger.New{Key: key, Memo: "aid", Postings: []ledger.Posting{{Debit: fundCode(t.fund), Credit: personCode(t.person), Amount: t.amount}}}
}

// singles measures transfers of one request each, through the poster.
func (b *book) singles(ctx context.Context, clients int, hot bool) (rate, error) {
	b.round++
	p, gens := ledger.NewPoster(b.d), generators(clients, b.o.persons, hot)
	r, err := load(ctx, clients, b.o.time, func(ctx context.Context, client, n int) error {
		_, err := p.Do(ctx, ledger.Post(payment(fmt.Sprintf("%d/%d/%d", b.round, client, n), gens[client].next())))
		return err
	})
	b.entries += r.done
	return r, err
}

const piece = 10_000

// bulk posts n payments, all or nothing.
func (b *book) bulk(ctx context.Context, name string, n int) error {
	g, touched := newGenerator(len(name), b.o.persons, false), map[string]bool{}
	payments := make([]transfer, n)
	for i := range payments {
		payments[i] = g.next()
		touched[fundCode(payments[i].fund)], touched[personCode(payments[i].person)] = true, true
	}
	accounts := slices.Collect(maps.Keys(touched))
	return b.d.UpdateOrdered(ctx, func(tx *db.Tx) error {
		from := 0
		_, err := ledger.BulkTx(ctx, tx, accounts, func() ([]ledger.New, error) {
			list := make([]ledger.New, min(piece, n-from))
			for i := range list {
				list[i] = payment(fmt.Sprintf("%s/%07d", name, from+i), payments[from+i])
			}
			from += len(list)
			return list, nil
		})
		return err
	})
}

func (b *book) bulkRate(ctx context.Context, n int) (float64, error) {
	b.round++
	defer b.d.Bulk()()
	start := time.Now()
	err := b.bulk(ctx, fmt.Sprintf("bulk%d", b.round), n)
	b.entries += int64(n)
	return float64(n) / time.Since(start).Seconds(), err
}

// together lets eight bulks of n over the same accounts run at once.
func (b *book) together(ctx context.Context, n int) (float64, error) {
	b.round++
	var wg sync.WaitGroup
	fails := make([]error, 8)
	start := time.Now()
	for i := range fails {
		wg.Go(func() { fails[i] = b.bulk(ctx, fmt.Sprintf("together%d-%d", b.round, i), n) })
	}
	wg.Wait()
	for _, err := range fails {
		if err != nil {
			return 0, err
		}
	}
	b.entries += int64(8 * n)
	return float64(8*n) / time.Since(start).Seconds(), nil
}

// balance reads the balance of a fund.
func (b *book) balance(ctx context.Context) (rate, error) {
	return load(ctx, 1, b.o.time/4, func(ctx context.Context, _, n int) error {
		return b.d.View(ctx, func(tx *db.Tx) error {
			_, err := ledger.BalanceTx(ctx, tx, fundCode(n%funds))
			return err
		})
	})
}

// verify seals, recomputes everything and checks that nothing is missing.
func (b *book) verify(ctx context.Context) (float64, error) {
	if _, err := ledger.Seal(ctx, b.d); err != nil {
		return 0, err
	}
	start := time.Now()
	v, err := ledger.Verify(ctx, b.d)
	if err == nil && v.Entries != b.entries {
		err = fmt.Errorf("%d entries verified, %d were acknowledged", v.Entries, b.entries)
	}
	return float64(v.Entries) / time.Since(start).Seconds(), err
}

func appendAndSync(file string, d time.Duration) (float64, error) {
	f, err := os.Create(filepath.Clean(file))
	if err != nil {
		return 0, err
	}
	defer os.Remove(file)
	defer f.Close()
	page := make([]byte, 4096)
	start, n := time.Now(), 0
	for ; time.Since(start) < d; n++ {
		if _, err := f.Write(page); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(start).Seconds(), nil
}
