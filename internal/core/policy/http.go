package policy

import (
	"context"
	"slices"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/web"
)

// Line is one parameter as the page shows it: its definition, the version in force, what is adopted for later, and the
// drafts. No version in force means that computations which need it stop.
type Line struct {
	Definition
	Area      string   `json:"area"`
	Current   *Param   `json:"current"`
	Scheduled []Param  `json:"scheduled"`
	Drafts    []Param  `json:"drafts"`
	Can       []string `json:"can"`
}

// Lines lists all parameters as they stand in an area on a day. Codes: policy.date_format.
func (s *Service) Lines(ctx context.Context, area, on string) (lines []Line, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if on == "" {
			on = tx.Today()
		}
		p, err := s.AtTx(ctx, tx, area, on)
		if err != nil {
			return err
		}
		rows, err := findOpen(ctx, tx)
		if err != nil {
			return err
		}
		lines = s.lines(p, rows, a, area, on)
		return nil
	})
	return lines, err
}

func (s *Service) lines(p Params, rows []Param, a *authz.Actor, area, on string) []Line {
	var keys []string
	for _, d := range s.dict.list {
		if !strings.Contains(d.Key, "*") {
			keys = append(keys, d.Key)
		}
	}
	holds := levels(area)
	lines := make([]Line, 0, len(keys))
	at := map[string]int{}
	put := func(key string) *Line {
		i, ok := at[key]
		if !ok {
			def, _ := s.dict.find(key)
			l := Line{Definition: def, Area: area, Scheduled: []Param{}, Drafts: []Param{}, Can: []string{}}
			if a.HasAt(PermPropose) || a.Has(PermPropose) && within(area, a.Area) {
				l.Can = append(l.Can, "propose")
			}
			i, at[key] = len(lines), len(lines)
			lines = append(lines, l)
		}
		return &lines[i]
	}
	for _, k := range keys {
		put(k)
	}
	for _, r := range rows {
		if !slices.Contains(holds, r.Area) {
			continue
		}
		switch l := put(r.Key); {
		case r.Status == Draft:
			l.Drafts = append(l.Drafts, r)
		case r.FromOn > on:
			l.Scheduled = append(l.Scheduled, r)
		}
	}
	for i := range lines {
		if v, ok := p.values[lines[i].Key]; ok {
			lines[i].Current = &v
		}
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return s.dict.order(a.Key) - s.dict.order(b.Key) })
	return lines
}

// order is the place of a key in the dictionary, so that a rule's own keys stand beside their kind.
func (d *dictionary) order(key string) int {
	for i, def := range d.list {
		if def.Key == key || strings.Contains(def.Key, "*") && d.res[i].MatchString(key) {
			return i
		}
	}
	return len(d.list)
}

// History lists all versions of a key that hold in an area or below it, the latest first day first.
func (s *Service) History(ctx context.Context, key, area string) (out []Param, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, err
	}
	out = []Param{}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		rows, err := findHistory(ctx, tx, key)
		for _, r := range rows {
			if area == "" || slices.Contains(levels(area), r.Area) || within(r.Area, area) {
				out = append(out, r)
			}
		}
		return err
	})
	return out, err
}

type linesIn struct {
	Area string `query:"area" pattern:"^([0-9]{6,12})?$" doc:"division code; the own one when empty"`
	On   string `query:"on" maxLength:"10" doc:"day; today when empty"`
}

type historyIn struct {
	Key  string `path:"key" maxLength:"80"`
	Area string `query:"area" pattern:"^([0-9]{6,12})?$"`
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type proposeIn struct {
	Body Proposal
}

type previewIn struct {
	Body Input
}

// Started names the job that works in the background.
type Started struct {
	JobID string `json:"job_id"`
}

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	return []web.Route{
		web.Get("/policy/params", PermView, "policy.params", "Parameters as they stand in an area on a day", s.getLines),
		web.Get("/policy/params/{key}/history", PermView, "policy.history", "All versions of a parameter",
			func(ctx context.Context, in *historyIn) (web.List[Param], error) {
				rows, err := s.History(ctx, in.Key, in.Area)
				return web.List[Param]{Items: rows, Total: int64(len(rows))}, err
			}),
		web.Post("/policy/params", PermPropose, "policy.propose", "Propose a new version of a parameter",
			func(ctx context.Context, in *proposeIn) (Param, error) { return s.Propose(ctx, in.Body) }),
		web.Delete("/policy/params/{id}", PermPropose, "policy.withdraw", "Withdraw one's own draft",
			func(ctx context.Context, in *idIn) (web.None, error) { return web.None{}, s.Withdraw(ctx, in.ID) }),
		web.Post("/policy/preview", PermView, "policy.preview", "Compute an assessment without storing it", s.preview),
		web.Get("/policy/assessments/{id}", PermView, "policy.assessment", "A stored assessment with its rows",
			func(ctx context.Context, in *idIn) (Assessment, error) { return s.Assessment(ctx, in.ID) }),
		web.Post("/policy/replay", PermReplay, "policy.replay", "Compute all assessments again and compare, in the background",
			func(ctx context.Context, _ *struct{}) (Started, error) {
				id, err := s.StartReplay(ctx)
				return Started{JobID: id}, err
			}),
	}
}

func (s *Service) getLines(ctx context.Context, in *linesIn) (web.List[Line], error) {
	area := in.Area
	if area == "" {
		area = authz.From(ctx).Area
	}
	lines, err := s.Lines(ctx, area, in.On)
	return web.List[Line]{Items: lines, Total: int64(len(lines))}, err
}

func (s *Service) preview(ctx context.Context, in *previewIn) (res Result, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		res, err = s.PreviewTx(ctx, tx, in.Body)
		return err
	})
	return res, err
}
