// Package population holds households as columns and what sets of rules give them: the facts of real cases or made-up households, loaded once
// in the layout of each text of rules, then computed with as often as one likes. It knows neither a database nor who asks; the lab stands
// on it.
package population

import (
	"cmp"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"time"

	"yice/internal/core/column"
	"yice/internal/core/policy"
	"yice/internal/core/rule"
	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Facts are what does not depend on the rules: who the household is, where it lives, what ails it.
type Facts struct {
	IDs      []string // of the case; empty in a synthetic population
	Area     []int    // index into Areas
	Areas    []string
	Disease  []int // index into DiseaseCodes
	Age      []int // index into AgeCodes, of the head
	Persons  int64
	SelfPaid []int64 // medical cost of the household's own, fen a year
}

// Households are loaded facts, ready to be computed with. They are immutable.
type Households struct {
	Facts
	Hash    string
	LeftOut int64 // cases whose facts the rule sets cannot read

	cols map[string]*column.Population // by layout
}

// Loader builds a population household by household, in the layout of each of the engines.
type Loader struct {
	p    *Households
	sum  hash.Hash
	area map[string]int
	ways []way
}

// way is one layout with the case that is filled for it.
type way struct {
	e    *Engine
	c    *rule.Case
	cols *column.Population
}

// NewLoader begins a population for these engines.
func NewLoader(engines []*Engine) *Loader {
	l := &Loader{p: &Households{cols: map[string]*column.Population{}}, sum: sha256.New(), area: map[string]int{}}
	for _, e := range engines {
		w := way{e, e.Prog.NewCase(), column.NewPopulation(e.Prog)}
		l.p.cols[e.Layout] = w.cols
		l.ways = append(l.ways, w)
	}
	return l
}

// add takes one household in; what one of the texts cannot read is counted and left out of all.
func (l *Loader) add(in *policy.Input) error {
	for _, w := range l.ways {
		if err := w.e.fill.Fill(w.c, in); err != nil {
			l.p.LeftOut++
			return nil
		}
	}
	code := in.Area
	if len(code) > 6 {
		code = code[:6]
	}
	area, ok := l.area[code]
	if !ok {
		area = len(l.p.Areas)
		l.area[code] = area
		l.p.Areas = append(l.p.Areas, code)
	}
	for _, w := range l.ways {
		if err := w.cols.AppendIn(area, w.c); err != nil {
			return err
		}
	}
	p := l.p
	p.Area = append(p.Area, area)
	p.Disease = append(p.Disease, mainDisease(in))
	p.Age = append(p.Age, ageBand(headAge(in)))
	p.Persons += int64(len(in.Members))
	var own int64
	for _, b := range in.Bills {
		self, err := b.SelfPaid()
		if err != nil {
			return err
		}
		own += int64(self)
	}
	p.SelfPaid = append(p.SelfPaid, own)
	p.IDs = append(p.IDs, in.CaseID)
	return nil
}

// mainDisease is the group of the bill that cost the household most.
func mainDisease(in *policy.Input) int {
	if len(in.Bills) == 0 {
		return 0
	}
	b := slices.MaxFunc(in.Bills, func(a, b policy.Bill) int { return cmp.Compare(own(a), own(b)) })
	if b.Disease == "" {
		return len(diseases()) - 1
	}
	return diseaseOf(b.Disease)
}

func own(b policy.Bill) int64 {
	f, err := b.SelfPaid()
	if err != nil {
		return 0
	}
	return int64(f)
}

// headAge is the age of the first member on the day of the assessment.
func headAge(in *policy.Input) int {
	if len(in.Members) == 0 || len(in.Members[0].BirthOn) < 10 || len(in.On) < 10 {
		return 0
	}
	birth, err1 := clock.ParseDate(in.Members[0].BirthOn)
	on, err2 := clock.ParseDate(in.On)
	if err1 != nil || err2 != nil {
		return 0
	}
	years := on.Year() - birth.Year()
	if in.On[5:] < in.Members[0].BirthOn[5:] {
		years--
	}
	return years
}

// Seal ends the loading. Code: lab.empty.
func (l *Loader) Seal() (*Households, error) {
	if len(l.p.IDs) == 0 {
		return nil, errs.New(errs.Conflict, "lab.empty")
	}
	l.p.Hash = hex.EncodeToString(l.sum.Sum(nil))
	for _, w := range l.ways {
		if err := w.cols.Seal(); err != nil {
			return nil, err
		}
	}
	return l.p, nil
}

// LoadSynthetic makes up so many households, as of a day; the hash names the generator and what it was given.
func LoadSynthetic(ctx context.Context, engines []*Engine, seed, size int64, on time.Time) (*Households, error) {
	l := NewLoader(engines)
	fmt.Fprintf(l.sum, "%s %d %d %s", synthesis, seed, size, clock.Date(on))
	for i := range int(size) {
		if i%1000 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		in := synthetic(uint64(seed), i, on)
		if err := l.add(&in); err != nil {
			return nil, err
		}
	}
	l.hide()
	return l.Seal()
}

// hide forgets the made-up names of households that are nobody's case.
func (l *Loader) hide() {
	for i := range l.p.IDs {
		l.p.IDs[i] = ""
	}
}

// Add takes the facts of a case in, in the order of the cases.
func (l *Loader) Add(in *policy.Input) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	l.sum.Write(b)
	l.sum.Write([]byte{'\n'})
	return l.add(in)
}

// MadeUp is the number of a made-up household.
func MadeUp(at int) string { return fmt.Sprintf("S%06d", at+1) }
