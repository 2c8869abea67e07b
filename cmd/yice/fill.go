package main

import (
	"context"
	"fmt"
	"os"

	"yice/internal/app/demo"
)

type fillCmd struct {
	book
	Rows int `help:"Cases to make." default:"100000"`
}

// Run fills a book for measurements; it is no way to enter real data.
func (c *fillCmd) Run(ctx context.Context) error {
	return demo.Fill(ctx, c.config(), c.Rows, func(done int) {
		if done%50_000 == 0 {
			fmt.Fprintln(os.Stderr, done)
		}
	})
}
