// Package demo makes a city that never was: Daqing's districts and departments with invented people, whose records went
// through the same services as anybody's. Its reports give the figures that the platform published.
package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"time"

	"yice/internal/app"
	"yice/internal/core/ledger"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/journal"
)

// Today is the day on which the demo's story stands.
func Today() time.Time { return time.Date(2020, 12, 17, 10, 30, 0, 0, clock.Shanghai()) }

const anchorFile = "demo.json"

// anchor ties the demo's calendar to the wall clock, so that time goes on while it is served and never back.
type anchor struct {
	Real int64 `json:"real_ms"`
	Demo int64 `json:"demo_ms"`
}

// Exists tells whether the folder holds a demo book.
func Exists(data string) bool {
	_, err := os.Stat(filepath.Join(data, anchorFile))
	return err == nil
}

// Clock is the time of a demo book: its story's day, moving on with the wall clock since it was made.
func Clock(data string) (clock.Clock, error) {
	b, err := os.ReadFile(filepath.Join(data, anchorFile))
	if err != nil {
		return nil, err
	}
	var a anchor
	if err := json.Unmarshal(b, &a); err != nil {
		return nil, err
	}
	back := time.Duration(a.Real-a.Demo) * time.Millisecond
	return func() time.Time { return time.Now().Add(-back) }, nil
}

// Create writes the demo's book into an empty folder (or database). Progress gets a word now and then.
func Create(ctx context.Context, cfg app.Config, progress func(string)) (err error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return err
	}
	now := clock.NewManual(time.Date(2019, 8, 1, 9, 0, 0, 0, clock.Shanghai()))
	cfg.Clock = now.Now
	a, err := app.New(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	progress("机构、人员和参数")
	c, err := buildCity(ctx, a)
	if err != nil {
		return err
	}
	if _, err := a.Policy.Load(authz.With(ctx, authz.System("市联席会", policy.PermLoad)), policy.Daqing()); err != nil {
		return err
	}
	s := &story{city: c, clock: now, v: newInventor()}
	s.write()
	if err := s.play(ctx, progress); err != nil {
		return err
	}
	now.Set(Today())
	if err := s.settle(ctx); err != nil {
		return err
	}
	b, err := json.Marshal(anchor{Real: time.Now().UnixMilli(), Demo: Today().UnixMilli()})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(cfg.Data, anchorFile), b, 0o600)
}

// step is something that somebody does on a day.
type step struct {
	on   string
	who  string
	what string
	do   func(ctx context.Context) error
	seq  int
}

// story is all that happens, played in the order of the days.
type story struct {
	*city
	clock *clock.Manual
	v     *inventor
	steps []step

	tales         int // told so far, so that districts and hardships take turns
	pictures      uint64
	funds         map[string]string // code → id
	providers     map[string]string // kind → id
	providerStaff map[string]string
}

func (s *story) at(on, who, what string, do func(ctx context.Context) error) {
	s.steps = append(s.steps, step{on, who, what, do, len(s.steps)})
}

func (s *story) play(ctx context.Context, progress func(string)) error {
	sort.Slice(s.steps, func(i, j int) bool {
		if s.steps[i].on != s.steps[j].on {
			return s.steps[i].on < s.steps[j].on
		}
		return s.steps[i].seq < s.steps[j].seq
	})
	day, minute := "", 0
	for i, st := range s.steps {
		if st.on != day {
			day, minute = st.on, 0
			if i > 0 && st.on[:7] != s.steps[i-1].on[:7] {
				progress(st.on[:7])
			}
		}
		t, err := clock.ParseDate(st.on)
		if err != nil {
			return err
		}
		s.clock.Set(t.Add(9*time.Hour + time.Duration(minute)*time.Minute))
		minute++
		as, err := s.as(ctx, st.who)
		if err != nil {
			return err
		}
		if err := st.do(as); err != nil {
			return fmt.Errorf("%s %s %s: %w", st.on, st.who, st.what, err)
		}
	}
	return nil
}

// settle does what the night's work would have done by the day of the demo: due dates fall, chains are sealed.
func (s *story) settle(ctx context.Context) error {
	if _, err := s.app.Jobs.RunDue(ctx); err != nil {
		return err
	}
	if _, err := journal.Seal(ctx, s.app.DB); err != nil {
		return err
	}
	_, err := ledger.Seal(ctx, s.app.DB)
	return err
}
