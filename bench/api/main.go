// Command apibench measures the same requests on Yice, on PocketBase and on a bare handler over the same number of
// rows, in interleaved rounds, and prints ratios. Traffic goes to 127.0.0.1 only and ends by itself.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

type settings struct {
	rows, smallRows int
	rounds, clients int
	slice           time.Duration
	limit           time.Duration
	dir             string // data folders and logs, kept between runs
	pocketbase      string // the peer's binary
	yice            string // our binary, "" leaves our side out
	only            string // kinds of request, separated by commas; "" is all
	alone           bool   // our side only, for a profile
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "bare" {
		exitOn(serveBare(os.Args[2:]))
		return
	}
	var s settings
	flag.IntVar(&s.rows, "rows", 1_000_000, "rows in each book")
	flag.IntVar(&s.smallRows, "small", 100_000, "rows of our small book, for the growth figure")
	flag.IntVar(&s.rounds, "rounds", 3, "interleaved rounds; the median counts")
	flag.IntVar(&s.clients, "clients", 16, "clients in a closed loop")
	flag.DurationVar(&s.slice, "slice", 4*time.Second, "time of one request on one side in one round")
	flag.DurationVar(&s.limit, "limit", 30*time.Minute, "the whole run ends after this")
	flag.StringVar(&s.dir, "dir", "", "folder for data and logs")
	flag.StringVar(&s.pocketbase, "pocketbase", "", "PocketBase binary")
	flag.StringVar(&s.yice, "yice", "", "Yice binary; empty measures the other two only")
	flag.BoolVar(&s.alone, "alone", false, "measure our side only, without ratios")
	flag.StringVar(&s.only, "only", "", "kinds of request to measure, view,find,create,list_total,list_some; empty is all")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	exitOn(run(ctx, s))
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "apibench:", err)
		os.Exit(1)
	}
}

// request names one kind of work; every side does the same.
type request string

const (
	view     request = "view"       // one case by its id
	find     request = "find"       // one case by its document number
	create   request = "create"     // a new case
	listAll  request = "list_total" // the first 30 of all cases, with the total
	listSome request = "list_some"  // the first 30 of one area and state, with the total
)

func requests() []request { return []request{view, find, create, listAll, listSome} }

// requests are the kinds that are measured.
func (s settings) requests() []request {
	if s.only == "" {
		return requests()
	}
	var out []request
	for _, name := range strings.Split(s.only, ",") {
		out = append(out, request(name))
	}
	return out
}

func run(ctx context.Context, s settings) error {
	if s.dir == "" || s.pocketbase == "" {
		return errors.New("-dir and -pocketbase are needed")
	}
	for _, r := range s.requests() {
		if !slices.Contains(requests(), r) {
			return fmt.Errorf("-only: there is no request %q", r)
		}
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	sides := []side{newPocketBase(s), newBare(s)}
	if s.alone {
		sides = nil
	}
	if s.yice != "" {
		sides = append([]side{newYice(s, "yice", s.rows)}, sides...)
		if s.smallRows > 0 {
			sides = append(sides, newYice(s, "yice_small", s.smallRows))
		}
	}
	for _, sd := range sides {
		defer sd.stop()
		from := time.Now()
		if err := sd.start(ctx); err != nil {
			return fmt.Errorf("%s: %w (its log is in %s)", sd.name(), err, filepath.Join(s.dir, sd.name()+".log"))
		}
		if err := check(ctx, sd); err != nil {
			return fmt.Errorf("%s gives a wrong answer: %w", sd.name(), err)
		}
		fmt.Printf("ready: %-11s %d rows after %.1f s\n", sd.name(), sd.rows(), time.Since(from).Seconds())
	}
	all, err := measure(ctx, s, sides)
	if err != nil {
		return err
	}
	report(s, sides, all)
	return nil
}

// measure runs the rounds; in each the sides take turns in another order, so that a slow moment of the machine hits all.
func measure(ctx context.Context, s settings, sides []side) (map[string]map[request][]outcome, error) {
	all := map[string]map[request][]outcome{}
	for _, sd := range sides {
		all[sd.name()] = map[request][]outcome{}
	}
	for round := range s.rounds + 1 { // the first warms up and is not counted
		for _, r := range s.requests() {
			for i := range sides {
				sd := sides[(i+round)%len(sides)]
				slice := s.slice
				if round == 0 {
					slice = time.Second
				}
				o, err := drive(ctx, sd, r, s.clients, slice)
				if err != nil {
					return nil, fmt.Errorf("%s %s: %w", sd.name(), r, err)
				}
				if round == 0 {
					continue
				}
				fmt.Printf("round %d %-11s %-10s %9.1f/s p50 %-9v p99 %-9v cpu %v (sender %v)\n",
					round, sd.name(), r, o.perSecond, o.p50, o.p99, o.cpu.Round(time.Microsecond), o.load.Round(time.Microsecond))
				all[sd.name()][r] = append(all[sd.name()][r], o)
			}
		}
	}
	return all, nil
}
