// Command ledger measures our ledger by workload W3 on SQLite and PostgreSQL, beside the bare engines.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"yice/internal/kit/db"
)

type options struct {
	persons int
	time    time.Duration
	bulk    int
	large   int
	dir     string
	only    string
	profile string
}

func main() {
	var o options
	flag.IntVar(&o.persons, "persons", 100_000, "persons who are paid")
	flag.DurationVar(&o.time, "time", 5*time.Second, "length of each load")
	flag.IntVar(&o.bulk, "bulk", 1_000_000, "payments of the bulk")
	flag.IntVar(&o.large, "large", 0, "entries at which growth is measured (10000000 for the whole aim; 0: where the bulks end)")
	flag.StringVar(&o.dir, "dir", "", "folder for the SQLite book; a temporary one when empty")
	flag.StringVar(&o.only, "only", "", "sqlite or postgres alone")
	url := flag.String("postgres", os.Getenv("YICE_TEST_POSTGRES"), "address of a PostgreSQL that flushes its commits; none leaves it out")
	flag.StringVar(&o.profile, "profile", "", "write a CPU profile of all of it here")
	flag.Parse()
	if err := run(context.Background(), o, *url); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, o options, url string) error {
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "ledger")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		o.dir = dir
	}
	stop, err := profile(o.profile)
	if err != nil {
		return err
	}
	defer stop()
	f, err := flushes(filepath.Join(o.dir, "flush"), time.Second)
	if err != nil {
		return err
	}
	say("disk.flushes_per_s", "%.0f", f)
	var got []results
	if o.only != "postgres" {
		r, err := sqlite(ctx, o)
		if err != nil {
			return err
		}
		got = append(got, r)
	}
	if url != "" && o.only != "sqlite" {
		r, err := postgres(ctx, o, url)
		if err != nil {
			return err
		}
		got = append(got, r)
	}
	total(got)
	return nil
}

func say(name, format string, v ...any) { fmt.Printf("ledger."+name+"="+format+"\n", v...) }

// results are what both engines are measured by.
type results struct{ bulk, verify, growth float64 }

// total prints the weaker engine.
func total(all []results) {
	if len(all) == 0 {
		return
	}
	t := all[0]
	for _, r := range all[1:] {
		t.bulk, t.verify, t.growth = min(t.bulk, r.bulk), min(t.verify, r.verify), max(t.growth, r.growth)
	}
	say("bulk_per_s", "%.0f", t.bulk)
	say("growth", "%.2f", t.growth)
	say("verify_per_s", "%.0f", t.verify)
}

func sqlite(ctx context.Context, o options) (results, error) {
	raw, err := rawSQLite(ctx, filepath.Join(o.dir, "raw.db"), o)
	if err != nil {
		return results{}, err
	}
	say("sqlite.raw_tx_per_s_1", "%.0f", raw.perSecond)
	b, err := openBook(ctx, "sqlite:"+filepath.Join(o.dir, "book.db"), o)
	if err != nil {
		return results{}, err
	}
	defer b.d.Close()
	for _, clients := range []int{1, 16, 64} {
		r, err := b.singles(ctx, clients, false)
		if err != nil {
			return results{}, err
		}
		say(fmt.Sprintf("sqlite.tx_per_s_%d", clients), "%.0f", r.perSecond)
		say(fmt.Sprintf("sqlite.p99_ms_%d", clients), "%.1f", ms(r.p99))
		say(fmt.Sprintf("sqlite.cpu_us_%d", clients), "%.0f", r.cpu.Seconds()*1e6)
	}
	return b.rest(ctx, "sqlite.", 16)
}

func postgres(ctx context.Context, o options, url string) (results, error) {
	b, err := openBook(ctx, url, o)
	if err != nil {
		return results{}, err
	}
	defer b.d.Close()
	for _, hot := range []bool{false, true} {
		name := "spread"
		if hot {
			name = "hot"
		}
		// Ours between two of the bare engine, so that a slow moment of the machine hits both.
		before, err := rawPostgres(ctx, url, o, hot)
		if err != nil {
			return results{}, err
		}
		r, err := b.singles(ctx, 16, hot)
		if err != nil {
			return results{}, err
		}
		after, err := rawPostgres(ctx, url, o, hot)
		if err != nil {
			return results{}, err
		}
		raw := (before.perSecond + after.perSecond) / 2
		say("pg."+name+"_tx_per_s", "%.0f", r.perSecond)
		say("pg."+name+"_p99_ms", "%.1f", ms(r.p99))
		say("pg.raw_"+name+"_tx_per_s", "%.0f", raw)
		if hot {
			say("pg.raw_hot_share", "%.2f", r.perSecond/raw)
		} else {
			say("pg.raw_share", "%.2f", r.perSecond/raw)
		}
	}
	return b.rest(ctx, "pg.", 16)
}

// rest measures what both engines have in common. Growth is the cost of a posting at the end over that near the beginning.
func (b *book) rest(ctx context.Context, engine string, clients int) (out results, err error) {
	small, err := b.singles(ctx, clients, false)
	if err != nil {
		return out, err
	}
	from := b.entries
	if out.bulk, err = b.bulkRate(ctx, b.o.bulk); err != nil {
		return out, err
	}
	say(engine+"bulk_per_s", "%.0f", out.bulk)
	both, err := b.together(ctx, b.o.bulk/80)
	if err != nil {
		return out, err
	}
	say(engine+"eight_bulks_per_s", "%.0f", both)
	for int(b.entries) < b.o.large {
		if _, err := b.bulkRate(ctx, min(b.o.large-int(b.entries), 1_000_000)); err != nil {
			return out, err
		}
	}
	// The bulks leave a long log to be moved into the book, and a book that nobody has read yet. Near the beginning other loads went
	// before; here one goes before too.
	if _, err := b.singles(ctx, clients, false); err != nil {
		return out, err
	}
	big, err := b.singles(ctx, clients, false)
	if err != nil {
		return out, err
	}
	out.growth = small.perSecond / big.perSecond
	say(engine+"growth", "%.2f from %d to %d entries", out.growth, from, b.entries)
	say(engine+"growth_cpu", "%.2f", big.cpu.Seconds()/small.cpu.Seconds())
	r, err := b.balance(ctx)
	if err != nil {
		return out, err
	}
	say(engine+"balance_p50_us", "%.0f", r.p50.Seconds()*1e6)
	say(engine+"balance_p99_us", "%.0f", r.p99.Seconds()*1e6)
	if out.verify, err = b.verify(ctx); err != nil {
		return out, err
	}
	say(engine+"verify_per_s", "%.0f", out.verify)
	if b.d.Engine() == db.SQLite { // a server takes what processors it likes
		err = b.cores(ctx, engine, out.verify)
	}
	return out, err
}

// cores tells what the processors behind the first one add to a load of many clients and to verification.
func (b *book) cores(ctx context.Context, engine string, verify float64) error {
	all, err := b.singles(ctx, 64, false)
	if err != nil {
		return err
	}
	n := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(n)
	one, err := b.singles(ctx, 64, false)
	if err != nil {
		return err
	}
	say(engine+"cores_tx", "%.2f with %d processors", all.perSecond/one.perSecond, n)
	v, err := b.verify(ctx)
	if err != nil {
		return err
	}
	say(engine+"cores_verify", "%.2f with %d processors", verify/v, n)
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
