package main

import (
	"fmt"
	"math/rand/v2"
)

// Workload W3: transfers from one of 64 funded funds ("spread") or from one ("hot") to one of 100,000 persons, 0.01 to 1000.00.
const (
	funds     = 64
	maxAmount = 100_000 // fen
	opening   = 100_000_000_000_000
)

type transfer struct {
	fund, person int
	amount       int64
}

// generator gives each client its own transfers; the same seed gives the same ones.
type generator struct {
	r       *rand.Rand
	persons int
	hot     bool
}

func newGenerator(client, persons int, hot bool) *generator {
	return &generator{r: rand.New(rand.NewPCG(20261123, uint64(client))), persons: persons, hot: hot}
}

func (g *generator) next() transfer {
	t := transfer{person: g.r.IntN(g.persons), amount: 1 + g.r.Int64N(maxAmount)}
	if !g.hot {
		t.fund = g.r.IntN(funds)
	}
	return t
}

func fundCode(i int) string { return fmt.Sprintf("fund/%02d", i) }

func personCode(i int) string { return fmt.Sprintf("person/%06d", i) }
