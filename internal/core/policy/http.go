package policy

import (
	"archive/zip"
	"bytes"
	"context"
	"mime"
	"net/http"
	"slices"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/web"
)

// Place is a division with its name.
type Place struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Places tells names of divisions; the app hands it over.
type Places struct {
	Name  func(code string) string
	Below func(city string) []Place
}

// LetName sets where the names of divisions come from. The app calls it once.
func (s *Service) LetName(p Places) { s.places = p }

// Shown is a version as the page shows it. State is draft, tabled (a motion carries it), scheduled, in_force, replaced,
// expired, withdrawn or rejected.
type Shown struct {
	Param
	AreaName string   `json:"area_name"`
	State    string   `json:"state"`
	Can      []string `json:"can"`
}

// Line is one parameter as the page shows it: its definition, the version in force, what is adopted for later, and the
// drafts. No version in force means that computations which need it stop.
type Line struct {
	Definition
	Current   *Shown  `json:"current,omitempty"`
	Scheduled []Shown `json:"scheduled"`
	Drafts    []Shown `json:"drafts"`
}

// Board is all parameters as they stand in an area on a day. Areas are those that one may choose between.
type Board struct {
	On       string   `json:"on"`
	Area     string   `json:"area"`
	AreaName string   `json:"area_name"`
	Areas    []Place  `json:"areas"`
	Items    []Line   `json:"items"`
	Can      []string `json:"can"`
}

// Board lists the parameters; an empty area is the actor's own, an empty day today. Code: policy.date_format.
func (s *Service) Board(ctx context.Context, area, on string) (b Board, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return b, err
	}
	a := authz.From(ctx)
	if area == "" {
		area = a.Area
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
		b = Board{On: on, Area: p.area, AreaName: s.areaName(p.area), Areas: s.choices(a, p.area), Can: []string{}}
		b.Items = s.lines(p, rows, a)
		if a.HasAt(PermPropose) || a.Has(PermPropose) && within(p.area, a.Area) {
			b.Can = append(b.Can, "propose")
		}
		if a.Has(PermReplay) {
			b.Can = append(b.Can, "replay")
		}
		return nil
	})
	return b, err
}

// choices are the areas of the actor's city, the one asked for among them.
func (s *Service) choices(a *authz.Actor, area string) []Place {
	city := a.Area
	if len(city) >= 4 {
		city = city[:4] + "00"
	}
	out := []Place{{Code: city, Name: s.areaName(city)}}
	if s.places.Below != nil {
		out = append(out, s.places.Below(city)...)
	}
	if !slices.ContainsFunc(out, func(p Place) bool { return p.Code == area }) {
		out = append(out, Place{Code: area, Name: s.areaName(area)})
	}
	return out
}

func (s *Service) areaName(code string) string {
	if code != "" && s.places.Name != nil {
		if n := s.places.Name(code); n != "" {
			return n
		}
	}
	return code
}

func (s *Service) show(p Param, state string, a *authz.Actor) Shown {
	out := Shown{Param: p, AreaName: s.areaName(p.Area), State: state, Can: []string{}}
	if state == string(Draft) && p.ProposedByID == a.UserID && a.Has(PermPropose) {
		out.Can = append(out.Can, "withdraw")
	}
	return out
}

func draftState(p Param) string {
	if p.Status == Draft && p.MotionID != "" {
		return "tabled"
	}
	return string(p.Status)
}

func (s *Service) lines(p Params, rows []Param, a *authz.Actor) []Line {
	holds := levels(p.area)
	lines := []Line{}
	at := map[string]int{}
	put := func(key string) *Line {
		i, ok := at[key]
		if !ok {
			def, _ := s.dict.find(key)
			i, at[key] = len(lines), len(lines)
			lines = append(lines, Line{Definition: def, Scheduled: []Shown{}, Drafts: []Shown{}})
		}
		return &lines[i]
	}
	for _, d := range s.dict.list {
		if !strings.Contains(d.Key, "*") {
			put(d.Key)
		}
	}
	for _, r := range rows {
		if !slices.Contains(holds, r.Area) {
			continue
		}
		switch l := put(r.Key); {
		case r.Status == Draft:
			l.Drafts = append(l.Drafts, s.show(r, draftState(r), a))
		case r.FromOn > p.on:
			l.Scheduled = append(l.Scheduled, s.show(r, "scheduled", a))
		}
	}
	for i := range lines {
		if v, ok := p.values[lines[i].Key]; ok {
			now := s.show(v, "in_force", a)
			lines[i].Current = &now
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

// History lists all versions of a key that hold in an area or below it, the latest first day first, with their state
// today. An empty area lists all.
func (s *Service) History(ctx context.Context, key, area string) (out []Shown, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, err
	}
	out = []Shown{}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		rows, err := findHistory(ctx, tx, key)
		begun := map[string]bool{}
		for _, r := range rows {
			if area != "" && !slices.Contains(levels(area), r.Area) && !within(r.Area, area) {
				continue
			}
			state := draftState(r)
			if r.Status == Adopted {
				state = adoptedState(r, tx.Today(), begun[r.Area])
				begun[r.Area] = begun[r.Area] || r.FromOn <= tx.Today()
			}
			out = append(out, s.show(r, state, authz.From(ctx)))
		}
		return err
	})
	return out, err
}

// adoptedState is where an adopted version stands today; replaced tells that a later one of its area has begun.
func adoptedState(p Param, today string, replaced bool) string {
	switch {
	case p.FromOn > today:
		return "scheduled"
	case replaced:
		return "replaced"
	case p.ToOn != "" && p.ToOn < today:
		return "expired"
	}
	return "in_force"
}

type boardIn struct {
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

type rulesIn struct {
	On string `query:"on" maxLength:"10" doc:"day; today when empty"`
}

type ruleNameIn struct {
	Name string `path:"name" maxLength:"40"`
}

type rulesBody struct {
	Body RuleProposal
}

type reviseIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body RuleProposal
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
		web.Get("/policy/params", PermView, "policy.params", "Parameters as they stand in an area on a day",
			func(ctx context.Context, in *boardIn) (Board, error) { return s.Board(ctx, in.Area, in.On) }),
		web.Get("/policy/params/{key}/history", PermView, "policy.history", "All versions of a parameter",
			func(ctx context.Context, in *historyIn) (web.List[Shown], error) {
				rows, err := s.History(ctx, in.Key, in.Area)
				return web.List[Shown]{Items: rows, Total: int64(len(rows))}, err
			}),
		web.Post("/policy/params", PermPropose, "policy.propose", "Propose a new version of a parameter",
			func(ctx context.Context, in *proposeIn) (Param, error) { return s.Propose(ctx, in.Body) }),
		web.Delete("/policy/params/{id}", PermPropose, "policy.withdraw", "Withdraw one's own draft",
			func(ctx context.Context, in *idIn) (web.None, error) { return web.None{}, s.Withdraw(ctx, in.ID) }),
		web.Get("/policy/rules", PermView, "policy.rules", "Rule sets as they stand on a day",
			func(ctx context.Context, in *rulesIn) (RuleBoard, error) { return s.RuleSets(ctx, in.On) }),
		web.Get("/policy/rules/{name}/history", PermView, "policy.rule_history", "All versions of a rule set",
			func(ctx context.Context, in *ruleNameIn) (web.List[ShownRule], error) {
				rows, err := s.RuleHistory(ctx, in.Name)
				return web.List[ShownRule]{Items: rows, Total: int64(len(rows))}, err
			}),
		web.Get("/policy/rule-versions/{id}", PermView, "policy.rule_version", "A version of a rule set: text, formulas, parameters, worked tests",
			func(ctx context.Context, in *idIn) (RuleDetail, error) { return s.RuleVersion(ctx, in.ID) }),
		web.Raw("GET", "/policy/rule-versions/{id}/export", PermView, "policy.export_rules", "下载规则文本和它所带的算例（zip）", s.export),
		web.Post("/policy/rules/check", PermPropose, "policy.check_rules", "Check a text of rules and run the worked tests; nothing is kept",
			func(ctx context.Context, in *rulesBody) (CheckedRules, error) { return s.CheckRules(ctx, in.Body) }),
		web.Post("/policy/rules", PermPropose, "policy.propose_rules", "Propose a new version of a rule set",
			func(ctx context.Context, in *rulesBody) (ShownRule, error) { return s.ProposeRules(ctx, in.Body) }),
		web.Put("/policy/rule-versions/{id}", PermPropose, "policy.revise_rules", "Change one's own draft of rules",
			func(ctx context.Context, in *reviseIn) (ShownRule, error) { return s.ReviseRules(ctx, in.ID, in.Body) }),
		web.Delete("/policy/rule-versions/{id}", PermPropose, "policy.withdraw_rules", "Withdraw one's own draft of rules",
			func(ctx context.Context, in *idIn) (web.None, error) { return web.None{}, s.WithdrawRules(ctx, in.ID) }),
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

// export answers with the files of a version in one archive, as yice policy test and check read them.
func (s *Service) export(w http.ResponseWriter, r *http.Request) error {
	name, files, err := s.RuleFiles(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		part, err := z.Create(f.Name)
		if err != nil {
			return err
		}
		if _, err := part.Write(f.Text); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".zip"}))
	_, _ = w.Write(out.Bytes()) // a caller who is gone is no error
	return nil
}

func (s *Service) preview(ctx context.Context, in *previewIn) (res Result, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		res, err = s.PreviewTx(ctx, tx, in.Body)
		return err
	})
	return res, err
}
