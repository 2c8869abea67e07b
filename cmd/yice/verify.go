package main

import (
	"context"
	"fmt"

	"yice/internal/app"
	"yice/internal/core/ledger"
	"yice/internal/kit/journal"
)

type verifyCmd struct{ book }

func (c *verifyCmd) Run(ctx context.Context) (err error) {
	a, err := app.New(ctx, c.config())
	if err != nil {
		return err
	}
	defer func() {
		if cerr := a.Close(); err == nil {
			err = cerr
		}
	}()
	v, err := journal.Verify(ctx, a.DB)
	if err != nil {
		return err
	}
	fmt.Printf("journal: %d entries sealed, %d waiting, head %s\n", v.Entries, v.Unsealed, v.Head)
	l, err := ledger.Verify(ctx, a.DB)
	if err != nil {
		return err
	}
	printLedger(l)
	return nil
}
