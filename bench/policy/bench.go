package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"yice/internal/core/column"
	"yice/internal/core/rule"
)

// bench holds the population and what was measured: by figure one value a round.
type bench struct {
	s      settings
	w      *w1
	pop    *column.Population
	tables []*rule.Table
	one    *column.Bound
	two    *column.Bound
	cel    *celRules
	want   answer
	got    map[string][]float64
	touch  float64 // bytes of one run
}

// decided is how many households the engines that take them one by one decide in a round.
const decided = 33_462

func newBench(s settings) (*bench, error) {
	b := &bench{s: s, got: map[string][]float64{}}
	var err error
	if b.w, err = loadW1(s.rules); err != nil {
		return nil, err
	}
	if b.pop, err = b.w.made(s.persons); err != nil {
		return nil, err
	}
	if b.tables, err = b.w.tables(0); err != nil {
		return nil, err
	}
	reform, err := b.w.tables(50)
	if err != nil {
		return nil, err
	}
	if b.one, err = b.w.plan.BindAreas(b.tables); err != nil {
		return nil, err
	}
	if b.two, err = b.w.plan.BindAreas(b.tables, reform); err != nil {
		return nil, err
	}
	if b.cel, err = newCelRules(); err != nil {
		return nil, err
	}
	// two amounts and a code of each person as the population packs them; beginning, area and the two results of each household
	b.touch = float64(b.pop.N[1]*(4+4+1) + b.pop.N[0]*(4+4+2*8))
	return b, b.check()
}

// check wants one answer from all who are inside this process.
func (b *bench) check() error {
	b.want = hand(b.pop, 1)
	if known := (answer{knownHouseholds, knownPoor, knownTotal}); b.s.persons == knownPersons && b.want != known {
		return fmt.Errorf("the loop gives %+v, not %+v", b.want, known)
	}
	ours, err := b.w.stream(b.two, b.pop, 2, b.s.workers)
	if err != nil {
		return err
	}
	if ours[0] != b.want || ours[1].total <= ours[0].total {
		return fmt.Errorf("columns give %+v, the loop %+v", ours, b.want)
	}
	n := min(decided, b.pop.N[0])
	_, cel, err := b.cel.run(b.pop, n)
	if err != nil {
		return err
	}
	_, rows, err := b.w.explained(b.pop, b.tables, n)
	if err != nil {
		return err
	}
	if some := handRange(b.pop, 0, n).total; cel != some || rows != some {
		return fmt.Errorf("%d households: cel-go gives %d, rows %d, the loop %d", n, cel, rows, some)
	}
	fmt.Printf("same answer: %d persons, %d households, %d poor, %d fen\n", b.pop.N[1], b.want.households, b.want.poor, b.want.total)
	return nil
}

func (b *bench) note(figure string, v float64) { b.got[figure] = append(b.got[figure], v) }

// inside measures in turn what runs in this process; the order changes from round to round.
func (b *bench) inside(round int) error {
	const times = 7
	work := []func() error{
		func() error {
			return b.time("calc", times, func() error { _, err := b.w.stream(b.one, b.pop, 1, b.s.workers); return err })
		},
		func() error {
			return b.time("reform", times, func() error { _, err := b.w.stream(b.two, b.pop, 2, b.s.workers); return err })
		},
		func() error {
			return b.time("calc_one", times, func() error { _, err := b.w.stream(b.one, b.pop, 1, 1); return err })
		},
		func() error { return b.time("hand", times, func() error { hand(b.pop, b.s.workers); return nil }) },
		func() error { return b.time("hand_one", times, func() error { hand(b.pop, 1); return nil }) },
		func() error { return b.time("slider", times, b.slider) },
		func() error { b.note("bandwidth", bandwidth(b.s.workers)); return nil },
		b.decisions,
	}
	for i := range work {
		if err := work[(i+round)%len(work)](); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) time(figure string, times int, do func() error) error {
	took, err := best(times, do)
	b.note(figure, took.wall.Seconds())
	b.note(figure+"_cpu", took.cpu.Seconds())
	return err
}

// slider binds other parameters and computes everything anew, as when a parameter is moved on a page.
func (b *bench) slider() error {
	bound, err := b.w.plan.BindAreas(b.tables)
	if err != nil {
		return err
	}
	_, err = b.w.stream(bound, b.pop, 1, b.s.workers)
	return err
}

func (b *bench) decisions() error {
	n := min(decided, b.pop.N[0])
	cel, explained := time.Hour, time.Hour
	for range 3 {
		took, _, err := b.cel.run(b.pop, n)
		if err != nil {
			return err
		}
		cel = min(cel, took)
		if took, _, err = b.w.explained(b.pop, b.tables, n); err != nil {
			return err
		}
		explained = min(explained, took)
	}
	b.note("cel", float64(n)/cel.Seconds())
	b.note("explained", float64(n)/explained.Seconds())
	return nil
}

// outside measures one file in processes of their own: ours, and OpenFisca written both ways.
func (b *bench) outside(ctx context.Context, round int, path string) error {
	kind := filepath.Ext(path)[1:]
	self, err := os.Executable()
	if err != nil {
		return err
	}
	type side struct {
		name string
		args []string
	}
	sides := []side{{"ours", []string{self, "read", b.s.rules, path, strconv.Itoa(b.s.workers)}}}
	if b.s.python != "" {
		script := filepath.Join(b.s.model, "run.py")
		sides = append(sides, side{"expert", []string{b.s.python, script, "expert", path, strconv.Itoa(repeats)}})
		if kind == "csv" {
			sides = append(sides, side{"documented", []string{b.s.python, script, "documented", path, strconv.Itoa(repeats)}})
		}
	}
	for i := range sides {
		sd := sides[(i+round)%len(sides)]
		o, err := b.process(ctx, sd.args)
		if err != nil {
			return fmt.Errorf("%s: %w", sd.name, err)
		}
		key := sd.name + "_" + kind
		fmt.Printf("round %d %-14s read %.3f s, calculation %.4f s, all %.3f s, %.0f MB\n", round+1, key, o.Read, o.Calc, o.All, o.PeakMB)
		b.note(key, o.All)
		b.note(key+"_calc", o.Calc)
		b.note(key+"_cpu", o.CPU)
		b.note(key+"_all_cpu", o.AllCPU)
		b.note(key+"_mb", o.PeakMB)
		b.note(key+"_off", math.Abs(o.Total-float64(b.want.total)/100))
	}
	return nil
}

// singles is how many households OpenFisca decides one at a time in a round.
const singles = 1000

// single measures OpenFisca with one household at a time, written the faster way.
func (b *bench) single(ctx context.Context, path string) error {
	if b.s.python == "" {
		return nil
	}
	n := min(singles, b.pop.N[0])
	var o struct {
		Households     int
		Seconds, Total float64
	}
	if err := told(ctx, []string{b.s.python, filepath.Join(b.s.model, "one.py"), "expert", path, strconv.Itoa(n)}, &o); err != nil {
		return fmt.Errorf("one at a time: %w", err)
	}
	if want := float64(handRange(b.pop, 0, n).total) / 100; o.Households != n || math.Abs(o.Total-want) > want/1e6 {
		return fmt.Errorf("one at a time: %+v is not the answer %.2f", o, want)
	}
	b.note("single", float64(n)/o.Seconds)
	return nil
}

// told runs a side and reads the line of JSON that it prints.
func told(ctx context.Context, args []string, out any) error {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	text, err := cmd.Output()
	if err != nil {
		return err
	}
	return json.Unmarshal(text, out)
}

// process runs a side and wants its answer to be ours: households and poor the same, the total to a millionth, because
// OpenFisca computes in single precision.
func (b *bench) process(ctx context.Context, args []string) (o outcome, err error) {
	if err := told(ctx, args, &o); err != nil {
		return o, err
	}
	want := float64(b.want.total) / 100
	if o.Households != b.want.households || o.Poor != b.want.poor || math.Abs(o.Total-want) > want/1e6 {
		return o, fmt.Errorf("%+v is not the answer %+v", o, b.want)
	}
	return o, nil
}

// growth is the processor time a person at the worst of four sizes over the best. In each round every size does the same
// work, the small ones by repeating it, and counts by its share of the round: a machine that is slow or fast for some
// seconds moves all sizes alike. The median of the rounds counts.
func (b *bench) growth(large int) error {
	sizes := slices.DeleteFunc([]int{10_000, 100_000, 1_000_000}, func(n int) bool { return n >= large })
	sizes = append(sizes, large)
	runs := make([]func() error, len(sizes))
	for i, persons := range sizes {
		pop, err := b.w.made(persons)
		if err != nil {
			return err
		}
		bound, err := b.w.plan.BindAreas(b.tables)
		if err != nil {
			return err
		}
		runs[i] = func() error {
			for range large / persons {
				if _, err := b.w.stream(bound, pop, 1, b.s.workers); err != nil {
					return err
				}
			}
			return nil
		}
	}
	each, share := make([][]float64, len(sizes)), make([][]float64, len(sizes))
	for round := range 8*b.s.rounds + 1 {
		ns, sum := make([]float64, len(sizes)), 0.0
		for k := range sizes {
			i := (k + round) % len(sizes)
			took, err := best(1, runs[i])
			if err != nil {
				return err
			}
			ns[i] = took.cpu.Seconds() / float64(large/sizes[i]*sizes[i]) * 1e9
			sum += ns[i]
		}
		if round == 0 { // cold
			continue
		}
		for i := range sizes {
			each[i], share[i] = append(each[i], ns[i]), append(share[i], ns[i]/sum)
		}
	}
	worst, least := 0.0, math.Inf(1)
	for i, persons := range sizes {
		fmt.Printf("%8d persons: %.2f ns of a processor each\n", persons, median(each[i]))
		worst, least = max(worst, median(share[i])), min(least, median(share[i]))
	}
	b.note("growth", worst/least)
	return nil
}

// middle is the median of the rounds, 0 where there are none.
func (b *bench) middle(figure string) float64 { return median(b.got[figure]) }

func median(values []float64) float64 {
	all := slices.Sorted(slices.Values(values))
	if len(all) == 0 {
		return 0
	}
	return all[len(all)/2]
}

// peakMB is the most memory this process held. What getrusage says would count the parent's too, as it was when it started us.
func peakMB() float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}
