// Command policybench measures the column-wise execution of a rule set beside OpenFisca-Core, cel-go and a loop written by
// hand over one invented population, in interleaved rounds, and prints ratios. Every side must give the same answer first.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"
)

type settings struct {
	persons, rounds, workers int
	large                    int    // persons of the largest population, for the growth figure
	dir                      string // the population as files, kept between runs
	rules                    string
	python                   string // an interpreter that has OpenFisca-Core; "" leaves it out
	model                    string // the folder of OpenFisca's side
	limit                    time.Duration
}

func main() {
	if len(os.Args) == 5 && os.Args[1] == "read" {
		exitOn(readOnce(os.Args[2], os.Args[3], os.Args[4]))
		return
	}
	var s settings
	flag.IntVar(&s.persons, "persons", knownPersons, "persons in the population")
	flag.IntVar(&s.large, "large", 4_000_000, "persons of the largest population of the growth figure, 0 leaves it out")
	flag.IntVar(&s.rounds, "rounds", 5, "interleaved rounds; the median counts")
	flag.IntVar(&s.workers, "workers", 2, "workers of our side and of the loop by hand")
	flag.StringVar(&s.dir, "dir", "", "folder for the population files")
	flag.StringVar(&s.rules, "rules", "w1.yaml", "the rule set")
	flag.StringVar(&s.python, "python", "", "Python with OpenFisca-Core; empty leaves it out")
	flag.StringVar(&s.model, "model", "openfisca", "folder of OpenFisca's model")
	flag.DurationVar(&s.limit, "limit", 30*time.Minute, "the whole run ends after this")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	exitOn(run(ctx, s))
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "policybench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, s settings) error {
	if s.dir == "" {
		return errors.New("-dir is needed")
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	csv, db := filepath.Join(s.dir, fmt.Sprintf("persons-%d.csv", s.persons)), filepath.Join(s.dir, fmt.Sprintf("persons-%d.db", s.persons))
	if err := files(s.persons, csv, db); err != nil {
		return err
	}
	b, err := newBench(s)
	if err != nil {
		return err
	}
	for round := range s.rounds {
		if err := b.inside(round); err != nil {
			return err
		}
		if err := b.single(ctx, csv); err != nil {
			return err
		}
		for _, path := range []string{csv, db} {
			if err := b.outside(ctx, round, path); err != nil {
				return err
			}
		}
	}
	b.pop = nil
	if s.large > 0 {
		if err := b.growth(s.large); err != nil {
			return err
		}
	}
	b.report()
	return nil
}

// files writes the population once.
func files(persons int, csv, db string) error {
	for path, write := range map[string]func(string, int) error{csv: writeCSV, db: writeSQLite} {
		if _, err := os.Stat(path); err == nil {
			continue
		}
		fmt.Println("writing", filepath.Base(path))
		if err := write(path+".new", persons); err != nil {
			return err
		}
		if err := os.Rename(path+".new", path); err != nil {
			return err
		}
	}
	return nil
}

// outcome is what one process that reads and computes the population says about itself.
type outcome struct {
	Read       float64 `json:"read"` // seconds
	Calc       float64 `json:"calc"`
	CPU        float64 `json:"cpu"` // of the calculation, seconds of a processor
	All        float64 `json:"all"`
	AllCPU     float64 `json:"all_cpu"`
	PeakMB     float64 `json:"peak_mb"`
	Households int     `json:"households"`
	Poor       int     `json:"poor"`
	Total      float64 `json:"total"` // yuan
}

// repeats is how often a process reads and computes; the fastest counts, so that nobody pays for what is cold.
const repeats = 3

// memory is what the collector is told to stay below in the processes that read.
const memory = 110 << 20

// readOnce is our side of outside: reads FILE, computes it and prints the outcome.
func readOnce(rules, path, workers string) error {
	w, err := loadW1(rules)
	if err != nil {
		return err
	}
	n := 1
	if _, err := fmt.Sscan(workers, &n); err != nil {
		return err
	}
	tables, err := w.tables(0)
	if err != nil {
		return err
	}
	out := outcome{Read: 1e9, Calc: 1e9, CPU: 1e9, All: 1e9, AllCPU: 1e9}
	debug.SetGCPercent(-1) // only where the limit is near
	debug.SetMemoryLimit(memory)
	for range repeats {
		runtime.GC()
		from, before := time.Now(), cpu()
		read := w.fromCSV
		if filepath.Ext(path) == ".db" {
			read = w.fromSQLite
		}
		pop, err := read(path, n)
		if err != nil {
			return err
		}
		have, used := time.Now(), cpu()
		bound, err := w.plan.BindAreas(tables)
		if err != nil {
			return err
		}
		res, err := bound.Run(context.Background(), pop, n)
		if err != nil {
			return err
		}
		total := int64(0)
		for _, x := range res.Ints(0, w.total) {
			total += x
		}
		done := time.Now()
		out.CPU, out.AllCPU = min(out.CPU, (cpu()-used).Seconds()), min(out.AllCPU, (cpu()-before).Seconds())
		out.Poor = 0
		for _, x := range res.Ints(0, w.poor) {
			out.Poor += int(x)
		}
		out.Households, out.Total = pop.N[0], float64(total)/100
		out.Read, out.Calc, out.All = min(out.Read, have.Sub(from).Seconds()), min(out.Calc, done.Sub(have).Seconds()), min(out.All, done.Sub(from).Seconds())
	}
	out.PeakMB = peakMB()
	return json.NewEncoder(os.Stdout).Encode(out)
}
