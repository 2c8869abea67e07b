package report

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"yice/internal/core/org"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
)

const keepFor = time.Minute

// PlatformTx computes the seven figures from the records. The caller decides who may know; the command line does.
func (s *Service) PlatformTx(ctx context.Context, tx *db.Tx) (p Platform, err error) {
	for _, x := range []struct {
		measure string
		to      *int64
	}{{"entered", &p.HouseholdsEntered}, {"recognised", &p.HouseholdsRecognised}, {"ended", &p.HouseholdsEnded}} {
		n, err := s.cases(ctx, tx, x.measure, "")
		if err != nil {
			return p, err
		}
		*x.to = n["all"]
	}
	for _, x := range []struct {
		purpose     string
		byHousehold bool
		to          *int64
	}{{"living", true, &p.LivingMaxFen}, {"medical", false, &p.MedicalMaxFen}, {"study", false, &p.StudyMaxFen}} {
		if s.from.Highest == nil {
			break
		}
		if *x.to, err = s.from.Highest(ctx, tx, x.purpose, "", x.byHousehold); err != nil {
			return p, err
		}
	}
	n, err := tally(ctx, tx, s.from.Sessions, "")
	p.ServiceSessions = n["all"]
	return p, err
}

// Platform gives the seven figures. Needs PermView.
func (s *Service) Platform(ctx context.Context) (p Platform, err error) {
	defer errs.Wrap(&err, "report.Platform")
	if err := authz.Require(ctx, PermView); err != nil {
		return p, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		p, err = s.PlatformTx(ctx, tx)
		return err
	})
	return p, err
}

// Overview gives the page of figures, at most a minute old. Needs PermView.
func (s *Service) Overview(ctx context.Context, lang i18n.Language) (o Overview, err error) {
	defer errs.Wrap(&err, "report.Overview")
	if err := authz.Require(ctx, PermView); err != nil {
		return o, err
	}
	o, err = s.overview(ctx)
	if err != nil {
		return o, err
	}
	o = s.named(o, lang)
	o.Can = []string{}
	a := authz.From(ctx)
	if a.Has(s.from.SeeList) {
		o.Can = append(o.Can, "open")
	}
	if a.Has(PermExport) {
		o.Can = append(o.Can, "export")
	}
	return o, nil
}

// Public gives what anybody may know.
func (s *Service) Public(ctx context.Context) (p Public, err error) {
	defer errs.Wrap(&err, "report.Public")
	o, err := s.overview(ctx)
	if err != nil {
		return p, err
	}
	p = Public{AsOfAt: o.AsOfAt, Platform: o.Platform, Services: Merge(o.Services)}
	entered := func(list []Group) []Count {
		out := make([]Count, 0, len(list))
		for _, g := range list {
			out = append(out, Count{Code: g.Code, N: g.Entered})
		}
		return Merge(out)
	}
	p.Districts, p.Needs = entered(o.Districts), entered(o.Needs)
	return p, nil
}

// Merge puts the groups smaller than SmallGroup together, with the smallest of the others as long as the rest itself is
// small, so that nothing can be found by subtraction; what stays small even so is left out.
func Merge(list []Count) []Count {
	rest := slices.Clone(list)
	slices.SortStableFunc(rest, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Code, b.Code)) })
	other := int64(0)
	for len(rest) > 0 && (rest[len(rest)-1].N < SmallGroup || other > 0 && other < SmallGroup) {
		other += rest[len(rest)-1].N
		rest = rest[:len(rest)-1]
	}
	if other >= SmallGroup {
		rest = append(rest, Count{Code: Other, N: other})
	}
	return append([]Count{}, rest...)
}

// overview computes the figures, or gives those of the last minute. They hold no words and depend on no reader.
func (s *Service) overview(ctx context.Context) (Overview, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.db.Now()
	if s.kept != nil && now.Sub(s.keptAt) < keepFor && !now.Before(s.keptAt) {
		return *s.kept, nil
	}
	var o Overview
	err := s.db.View(context.WithoutCancel(ctx), func(tx *db.Tx) (err error) {
		o, err = s.compute(ctx, tx)
		return err
	})
	if err == nil {
		s.kept, s.keptAt = &o, now
	}
	return o, err
}

func (s *Service) compute(ctx context.Context, tx *db.Tx) (o Overview, err error) {
	o.AsOfAt = tx.NowMS()
	if o.Platform, err = s.PlatformTx(ctx, tx); err != nil {
		return o, err
	}
	if o.Trend, err = s.trend(ctx, tx); err != nil {
		return o, err
	}
	for _, x := range []struct {
		by string
		to *[]Group
	}{{"area", &o.Districts}, {"class", &o.Classes}, {"need", &o.Needs}, {"department", &o.Departments}} {
		if *x.to, err = s.groups(ctx, tx, x.by); err != nil {
			return o, err
		}
	}
	if o.Overdue, err = s.late(ctx, tx); err != nil {
		return o, err
	}
	if o.Revisits, err = s.revisits(ctx, tx); err != nil {
		return o, err
	}
	kinds, err := tally(ctx, tx, s.from.Sessions, "kind")
	if err != nil {
		return o, err
	}
	o.Services = counts(kinds)
	if o.Caps, err = s.caps(ctx, tx, o.Platform); err != nil {
		return o, err
	}
	o.Flows = []Flow{}
	if s.from.Flows != nil {
		o.Flows, err = s.from.Flows(ctx, tx)
	}
	return o, err
}

func (s *Service) cases(ctx context.Context, tx *db.Tx, measure, by string) (map[string]int64, error) {
	if s.from.Cases == nil {
		return map[string]int64{}, nil
	}
	return s.from.Cases(ctx, tx, measure, by)
}

func tally(ctx context.Context, tx *db.Tx, f Tallier, by string) (map[string]int64, error) {
	if f == nil {
		return map[string]int64{}, nil
	}
	return f(ctx, tx, by)
}

func counts(n map[string]int64) []Count {
	out := make([]Count, 0, len(n))
	for _, code := range slices.Sorted(maps.Keys(n)) {
		out = append(out, Count{Code: code, N: n[code]})
	}
	slices.SortStableFunc(out, func(a, b Count) int { return cmp.Compare(b.N, a.N) })
	return out
}

// trend joins the half-years from the first that has anything to the last, without a gap.
func (s *Service) trend(ctx context.Context, tx *db.Tx) ([]Half, error) {
	by := map[string]*Half{}
	add := func(n map[string]int64, set func(h *Half, v int64)) {
		for half, v := range n {
			if len(half) != 7 {
				continue
			}
			if by[half] == nil {
				by[half] = &Half{Half: half}
			}
			set(by[half], v)
		}
	}
	for measure, set := range map[string]func(h *Half, v int64){
		"entered": func(h *Half, v int64) { h.Entered = v }, "recognised": func(h *Half, v int64) { h.Recognised = v },
		"ended": func(h *Half, v int64) { h.Ended = v },
	} {
		n, err := s.cases(ctx, tx, measure, "half")
		if err != nil {
			return nil, err
		}
		add(n, set)
	}
	n, err := tally(ctx, tx, s.from.Sessions, "half")
	if err != nil {
		return nil, err
	}
	add(n, func(h *Half, v int64) { h.Sessions = v })
	if n, err = tally(ctx, tx, s.from.Paid, "half"); err != nil {
		return nil, err
	}
	add(n, func(h *Half, v int64) { h.PaidFen = v })
	out := []Half{}
	keys := slices.Sorted(maps.Keys(by))
	for i, half := range keys {
		if i > 0 {
			for next := after(keys[i-1]); next < half; next = after(next) {
				out = append(out, Half{Half: next})
			}
		}
		out = append(out, *by[half])
	}
	return out, nil
}

// after is the half-year that follows; far years end the walk.
func after(half string) string {
	if half[5:] == "H1" {
		return half[:4] + "-H2"
	}
	t, err := time.Parse("2006", half[:4])
	if err != nil {
		return "9999-H2"
	}
	return t.AddDate(1, 0, 0).Format("2006") + "-H1"
}

func (s *Service) groups(ctx context.Context, tx *db.Tx, by string) ([]Group, error) {
	all := map[string]*Group{}
	for measure, set := range map[string]func(g *Group, n int64){
		"entered": func(g *Group, n int64) { g.Entered = n }, "recognised": func(g *Group, n int64) { g.Recognised = n },
		"ended": func(g *Group, n int64) { g.Ended = n }, "assisting": func(g *Group, n int64) { g.Assisting = n },
	} {
		n, err := s.cases(ctx, tx, measure, by)
		if err != nil {
			return nil, err
		}
		for code, v := range n {
			if all[code] == nil {
				all[code] = &Group{Code: code}
			}
			set(all[code], v)
		}
	}
	out := make([]Group, 0, len(all))
	for _, code := range slices.Sorted(maps.Keys(all)) {
		out = append(out, *all[code])
	}
	if by != "area" {
		slices.SortStableFunc(out, func(a, b Group) int { return cmp.Compare(b.Entered, a.Entered) })
	}
	return out, nil
}

// late sums the overdue work by department: an organisation belongs to the department in whose subtree it lies.
func (s *Service) late(ctx context.Context, tx *db.Tx) ([]LateGroup, error) {
	rows, err := task.LateTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	paths := map[string]string{}
	if s.from.Departments != nil {
		if paths, err = s.from.Departments(ctx, tx); err != nil {
			return nil, err
		}
	}
	by := map[string]*LateGroup{}
	for _, r := range rows {
		code := ""
		for department, path := range paths {
			if path != "" && strings.HasPrefix(r.Path, path) {
				code = department
			}
		}
		g := by[code]
		if g == nil {
			g = &LateGroup{Code: code}
			by[code] = g
		}
		g.Total += r.N
		switch r.Age {
		case "3":
			g.To3 += r.N
		case "10":
			g.To10 += r.N
		case "30":
			g.To30 += r.N
		default:
			g.Over += r.N
		}
	}
	out := make([]LateGroup, 0, len(by))
	for _, g := range by {
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b LateGroup) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), strings.Compare(a.Code, b.Code))
	})
	return out, nil
}

func (s *Service) revisits(ctx context.Context, tx *db.Tx) ([]Revisits, error) {
	rows, err := task.OnTimeTx(ctx, tx, s.from.RevisitTask)
	out := make([]Revisits, 0, len(rows))
	for _, r := range rows {
		out = append(out, Revisits(r))
	}
	return out, err
}

func (s *Service) caps(ctx context.Context, tx *db.Tx, p Platform) ([]Cap, error) {
	caps := map[string]int64{}
	if s.from.Caps != nil {
		var err error
		if caps, err = s.from.Caps(ctx, tx); err != nil {
			return nil, err
		}
	}
	return []Cap{
		{Purpose: "living", Per: "household", HighestFen: p.LivingMaxFen, CapFen: caps["living"]},
		{Purpose: "medical", Per: "person", HighestFen: p.MedicalMaxFen, CapFen: caps["medical"]},
		{Purpose: "study", Per: "person", HighestFen: p.StudyMaxFen, CapFen: caps["study"]},
	}, nil
}

// named copies the figures with the words of a language.
func (s *Service) named(o Overview, lang i18n.Language) Overview {
	departments := map[string]i18n.Word{"": {ZH: "街道社区及其他", EN: "Streets, communities, others"}}
	for _, d := range org.Departments() {
		departments[d.Code] = i18n.Word{ZH: d.ZH, EN: d.EN}
	}
	label := func(list []Group, word func(code string) i18n.Word) []Group {
		out := slices.Clone(list)
		for i := range out {
			out[i].Label = word(out[i].Code).In(lang)
		}
		return out
	}
	o.Districts = label(o.Districts, func(code string) i18n.Word { return i18n.Word{ZH: org.AreaName(code), EN: org.AreaName(code)} })
	o.Departments = label(o.Departments, func(code string) i18n.Word { return departments[code] })
	if s.from.ClassWord != nil {
		o.Classes = label(o.Classes, s.from.ClassWord)
	}
	if s.from.NeedWord != nil {
		o.Needs = label(o.Needs, s.from.NeedWord)
	}
	o.Flows = slices.Clone(o.Flows)
	for i := range o.Flows {
		f := &o.Flows[i]
		f.From, f.To = f.FromWord.In(lang), f.ToWord.In(lang)
	}
	o.Overdue = slices.Clone(o.Overdue)
	for i := range o.Overdue {
		o.Overdue[i].Label = departments[o.Overdue[i].Code].In(lang)
	}
	return o
}
