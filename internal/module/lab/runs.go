package lab

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"runtime"
	"slices"
	"strconv"

	"yice/internal/core/org"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/population"
)

// Ask is a computation to be kept: the comparison, and what was searched or shared out beside it.
type Ask struct {
	Name     string    `json:"name" minLength:"1" maxLength:"60"`
	Question Question  `json:"question"`
	Aim      *Aim      `json:"aim,omitempty"`
	Other    *Other    `json:"other,omitempty" doc:"with an aim: a frontier"`
	Ration   *RationIn `json:"ration,omitempty"`
}

// Document is what a run found, as it is kept: byte for byte the same whenever it is computed from the same inputs.
type Document struct {
	Answer   Answer    `json:"answer"`
	Solved   *Solved   `json:"solved,omitempty"`
	Frontier []Pair    `json:"frontier,omitempty"`
	Rationed *Rationed `json:"rationed,omitempty"`
}

// inputs are all that a document depends on.
type inputs struct {
	Ask      Ask               `json:"ask"`
	Pool     Pool              `json:"pool"`
	Settings []setting         `json:"settings"`
	Shifts   [][]Shift         `json:"shifts"`
	Texts    []reworded        `json:"texts,omitempty"` // of the reforms
	RuleSets map[string]string `json:"rule_sets"`
	Cases    []string          `json:"cases,omitempty"` // of a real population, with the last assessment that counts
	Upto     string            `json:"upto,omitempty"`
}

// storedCase is a case that changes under a reform, by its number from 0.
type storedCase struct {
	CaseID string `json:"case_id"`
	WasFen int64  `json:"was_fen"`
	IsFen  int64  `json:"is_fen"`
	Of     int64  `json:"of,omitempty"`
}

// Head is a kept run in a list. RulesHash is that of the rule sets together.
type Head struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	On         string `json:"on"`
	Area       string `json:"area"`
	Kind       string `json:"kind" enum:"real,synthetic"`
	Households int64  `json:"households"`
	CostFen    int64  `json:"cost_fen"`
	ReformFen  int64  `json:"reform_fen" doc:"cost under the first reform; that of the baseline without one"`
	FactsHash  string `json:"facts_hash"`
	RulesHash  string `json:"rules_hash"`
	Hash       string `json:"hash" doc:"SHA-256 of the document"`
	Adopted    bool   `json:"adopted" doc:"its changes were brought before the meeting"`
	MadeBy     string `json:"made_by"`
	MadeAt     int64  `json:"made_at"`
}

// Run is a kept run with what became of its changes.
type Run struct {
	Head
	Ask      Ask            `json:"ask"`
	Document Document       `json:"document"`
	Levers   []Lever        `json:"levers" doc:"the searched parameters, without range"`
	Drafts   []policy.Param `json:"drafts" doc:"the drafts made of its changes, with the motion that carries them"`
	Can      []string       `json:"can"`
}

func (r runRow) head() Head {
	return Head{
		ID: r.ID, Name: r.Name, On: r.OnDate, Area: r.Area, Kind: r.Kind, Households: r.Households, CostFen: r.CostFen, ReformFen: r.ReformFen,
		FactsHash: r.FactsHash, RulesHash: r.RulesHash, Hash: r.Hash, Adopted: len(r.ParamIDs.V) > 0, MadeBy: r.MadeBy, MadeAt: r.MadeAt,
	}
}

// document computes everything that was asked for.
func (f *frame) document(ctx context.Context, ask Ask, g, steps grid) (d Document, changed []storedCase, err error) {
	var base *population.Outcome
	var reformed []*population.Outcome
	if d.Answer, base, reformed, err = f.answer(ctx); err != nil {
		return d, nil, err
	}
	for of, o := range reformed {
		if f.q.Population.Kind != Real {
			break
		}
		for _, c := range changes(base, o, "") {
			changed = append(changed, storedCase{f.p.IDs[c.at], c.was, c.is, int64(of)})
		}
	}
	switch {
	case ask.Aim != nil && ask.Other != nil:
		if _, _, err := f.reform(ask.Aim.Of, ask.Aim.Key, ask.Other.Key); err != nil {
			return d, nil, err
		}
		if d.Frontier, err = f.frontier(ctx, g, *ask.Aim, *ask.Other, steps); err != nil {
			return d, nil, err
		}
	case ask.Aim != nil:
		e, more, err := f.reform(ask.Aim.Of, ask.Aim.Key)
		if err != nil {
			return d, nil, err
		}
		s, err := f.search(ctx, g, *ask.Aim, e, more, scanned)
		if err != nil {
			return d, nil, err
		}
		d.Solved = &s
	}
	if ask.Ration != nil {
		_, sum, err := f.rationed(base, reformed, *ask.Ration)
		if err != nil {
			return d, nil, err
		}
		d.Rationed = &sum
	}
	return d, changed, nil
}

// Keep computes a question and keeps it with all that it depends on. Needs PermRun. Codes as Compare and Solve.
func (s *Service) Keep(ctx context.Context, ask Ask) (r Run, err error) {
	defer errs.Wrap(&err, "lab.Keep")
	g, steps, err := s.grids(ask)
	if err != nil {
		return r, err
	}
	var row runRow
	err = s.compute(ctx, ask.Question, func(f *frame) error {
		d, changed, err := f.document(ctx, ask, g, steps)
		if err != nil {
			return err
		}
		row, err = f.row(ask, d, changed)
		return err
	})
	if err != nil {
		return r, err
	}
	a := authz.From(ctx)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		row.ID, row.MadeByID, row.MadeBy, row.MadeAt = id.New(tx.Now()), a.UserID, a.Name, tx.NowMS()
		if err := insertRun(ctx, tx, row); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "lab.keep", ObjectType: "run", ObjectID: row.ID, Summary: "保存政策测算：" + row.Name, After: row.head()})
	})
	if err != nil {
		return r, err
	}
	return s.run(ctx, row, nil)
}

func (s *Service) grids(ask Ask) (g, steps grid, err error) {
	if ask.Aim == nil {
		return g, steps, nil
	}
	if g, err = s.gridOf(ask.Aim.Key, ask.Aim.From, ask.Aim.To, ask.Aim.Step); err != nil || ask.Other == nil {
		return g, steps, err
	}
	steps, err = s.otherGrid(*ask.Other)
	return g, steps, err
}

func (f *frame) row(ask Ask, d Document, changed []storedCase) (runRow, error) {
	text, err := json.Marshal(d)
	if err != nil {
		return runRow{}, err
	}
	ask.Question = f.q
	in := inputs{Ask: ask, Pool: f.pool, Settings: f.base, Shifts: f.shifts, Texts: f.texts, RuleSets: f.e.Hashes}
	if f.q.Population.Kind == Real {
		in.Cases, in.Upto = f.p.IDs, f.upto
	}
	row := runRow{
		Name: ask.Name, OnDate: f.q.On, Area: f.q.Area, Kind: f.q.Population.Kind, Households: d.Answer.Households, CostFen: d.Answer.Base.CostFen,
		ReformFen: d.Answer.Base.CostFen, FactsHash: f.p.Hash, RulesHash: hashOf([]byte(setsKey(f.e.Hashes))), Document: string(text), Hash: hashOf(text),
		ParamIDs: db.JSON[[]string]{V: []string{}}, Cases: db.JSON[[]storedCase]{V: changed}, Inputs: db.JSON[inputs]{V: in},
	}
	if len(d.Answer.Outcomes) > 0 {
		row.ReformFen = d.Answer.Outcomes[0].Figures.CostFen
	}
	return row, nil
}

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// run dresses a row.
func (s *Service) run(ctx context.Context, row runRow, drafts []policy.Param) (Run, error) {
	r := Run{Head: row.head(), Ask: row.Inputs.V.Ask, Levers: []Lever{}, Drafts: drafts, Can: []string{}}
	if r.Ask.Aim != nil {
		r.Levers = append(r.Levers, s.lever(r.Ask.Aim.Key))
	}
	if r.Ask.Other != nil {
		r.Levers = append(r.Levers, s.lever(r.Ask.Other.Key))
	}
	if drafts == nil {
		r.Drafts = []policy.Param{}
	}
	if a := authz.From(ctx); a.Has(PermRun) {
		r.Can = append(r.Can, "repeat")
		if a.Has(policy.PermPropose) && len(row.ParamIDs.V) == 0 && slices.ContainsFunc(row.Inputs.V.Shifts, func(list []Shift) bool { return len(list) > 0 }) {
			r.Can = append(r.Can, "adopt")
		}
	}
	return r, json.Unmarshal([]byte(row.Document), &r.Document)
}

// Runs lists the kept runs, newest first. Needs PermView.
func (s *Service) Runs(ctx context.Context, p db.Page) (out []Head, next string, n int64, err error) {
	defer errs.Wrap(&err, "lab.Runs")
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, "", 0, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		rows, more, err := findRuns(ctx, tx, p)
		if err != nil {
			return err
		}
		next, out = more, make([]Head, 0, len(rows))
		for _, r := range rows {
			out = append(out, r.head())
		}
		n, err = countRuns(ctx, tx)
		return err
	})
	return out, next, n, err
}

// Get reopens a kept run as it was found. Needs PermView. Code: not_found.
func (s *Service) Get(ctx context.Context, runID string) (r Run, err error) {
	defer errs.Wrap(&err, "lab.Get(%s)", runID)
	row, drafts, err := s.keptRun(ctx, runID)
	if err != nil {
		return r, err
	}
	return s.run(ctx, row, drafts)
}

// Bytes gives the document of a kept run as it was written. Needs PermView. Code: not_found.
func (s *Service) Bytes(ctx context.Context, runID string) (document []byte, hash string, err error) {
	row, _, err := s.keptRun(ctx, runID)
	return []byte(row.Document), row.Hash, err
}

func (s *Service) keptRun(ctx context.Context, runID string) (row runRow, drafts []policy.Param, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return row, nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if row, err = findRun(ctx, tx, runID); err != nil {
			return err
		}
		drafts, err = s.policy.ParamsTx(ctx, tx, row.ParamIDs.V)
		return err
	})
	return row, drafts, err
}

// Repeated is the answer of Repeat.
type Repeated struct {
	Same bool   `json:"same" doc:"byte for byte"`
	Hash string `json:"hash"`
}

// Repeat computes a kept run again from its inputs, by the texts of rules that it was computed with, and compares the bytes. Needs PermRun.
// Codes: not_found, policy.rules_damaged, lab.facts_changed.
func (s *Service) Repeat(ctx context.Context, runID string) (out Repeated, err error) {
	defer errs.Wrap(&err, "lab.Repeat(%s)", runID)
	if err := authz.Require(ctx, PermRun); err != nil {
		return out, err
	}
	row, _, err := s.keptRun(ctx, runID)
	if err != nil {
		return out, err
	}
	f, err := s.again(ctx, row)
	if err != nil {
		return out, err
	}
	ask := row.Inputs.V.Ask
	g, steps, err := s.grids(ask)
	if err != nil {
		return out, err
	}
	back, err := take(ctx, s.turn)
	if err != nil {
		return out, err
	}
	defer back()
	d, _, err := f.document(ctx, ask, g, steps)
	if err != nil {
		return out, err
	}
	text, err := json.Marshal(d)
	if err != nil {
		return out, err
	}
	return Repeated{Same: string(text) == row.Document, Hash: hashOf(text)}, nil
}

// again makes the frame of a kept run from its inputs.
func (s *Service) again(ctx context.Context, row runRow) (*frame, error) {
	in := row.Inputs.V
	f := &frame{q: in.Ask.Question, upto: in.Upto, pool: in.Pool, base: in.Settings, shifts: in.Shifts, run: runtime.GOMAXPROCS(0)}
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if f.e, err = s.engineOfTx(ctx, tx, in.RuleSets); err != nil {
			return err
		}
		f.alts, f.texts = make([]*population.Engine, len(f.shifts)), make([]reworded, len(f.shifts))
		copy(f.texts, in.Texts)
		for i, t := range f.texts {
			if f.alts[i] = f.e; len(t.Sets) == 0 {
				continue
			}
			if f.alts[i], err = s.engineOfTx(ctx, tx, t.Sets); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	cases := map[string]bool{}
	for _, one := range in.Cases {
		cases[one] = true
	}
	if err := s.populate(ctx, f, "run "+row.ID+" "+row.FactsHash, func(*db.Tx) (map[string]bool, error) { return cases, nil }); err != nil {
		return nil, err
	}
	if f.p.Hash != row.FactsHash {
		s.forget(f.kept)
		return nil, errs.New(errs.Conflict, "lab.facts_changed")
	}
	return f, nil
}

// forget drops a population from memory.
func (s *Service) forget(k *kept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = slices.DeleteFunc(s.kept, func(x *kept) bool { return x == k })
}

// AdoptIn says from which day the changes should hold, and why.
type AdoptIn struct {
	FromOn string `json:"from_on" maxLength:"10"`
	Note   string `json:"note" minLength:"1" maxLength:"500"`
	Of     int64  `json:"of,omitempty" minimum:"0" maximum:"3" doc:"which reform, counted from 0"`
}

// Adopt makes drafts of the changed parameters of one of a run's reforms, for a motion of the meeting, and ties them to the run. Nothing holds
// until a resolution adopts it. Texts of rules are drafts already. Needs PermRun and policy.PermPropose. Codes: not_found, lab.nothing_to_adopt, lab.adopted, and those of
// policy.Propose.
func (s *Service) Adopt(ctx context.Context, runID string, in AdoptIn) (r Run, err error) {
	defer errs.Wrap(&err, "lab.Adopt(%s)", runID)
	if err := authz.Require(ctx, PermRun); err != nil {
		return r, err
	}
	var row runRow
	var drafts []policy.Param
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if row, err = findRun(ctx, tx, runID); err != nil {
			return err
		}
		switch {
		case len(row.ParamIDs.V) > 0:
			return errs.New(errs.Conflict, "lab.adopted")
		case in.Of < 0 || in.Of >= int64(len(row.Inputs.V.Shifts)) || len(row.Inputs.V.Shifts[in.Of]) == 0:
			return errs.New(errs.Conflict, "lab.nothing_to_adopt")
		}
		drafts = nil
		ids := []string{}
		for _, c := range row.Inputs.V.Shifts[in.Of] {
			p, err := s.policy.ProposeTx(ctx, tx, policy.Proposal{Key: c.Key, Area: row.Area, Value: c.Value, FromOn: in.FromOn, Note: in.Note})
			if err != nil {
				return err
			}
			drafts, ids = append(drafts, p), append(ids, p.ID)
		}
		row.ParamIDs.V = ids
		if err := setParams(ctx, tx, row.ID, ids); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "lab.adopt", ObjectType: "run", ObjectID: row.ID, Summary: "提请议事：" + row.Name, Reason: in.Note, After: ids,
		})
	})
	if err != nil {
		return r, err
	}
	return s.run(ctx, row, drafts)
}

// CaseRow is a household in a list: a case that the reader may see, or a made-up one, which has a number only.
type CaseRow struct {
	CaseID   string `json:"case_id"`
	FileNo   string `json:"file_no"`
	Title    string `json:"title"`
	AreaName string `json:"area_name"`
	Class    string `json:"class"`
	State    string `json:"state"`
	WasFen   int64  `json:"was_fen"`
	IsFen    int64  `json:"is_fen"`
}

// Cases is a page of them. Hidden are those of the page that the reader may not see.
type Cases struct {
	Items  []CaseRow `json:"items"`
	Next   string    `json:"next"`
	Total  int64     `json:"total"`
	Hidden int64     `json:"hidden"`
}

const pageSize = 50

// window cuts a page out of a list of n; the cursor is the number of the first.
func window(n int, cursor string, limit int) (from, to int, next string, err error) {
	if cursor != "" {
		if from, err = strconv.Atoi(cursor); err != nil || from < 0 {
			return 0, 0, "", errs.InvalidField("cursor", "list.cursor_bad")
		}
	}
	if limit <= 0 || limit > pageSize {
		limit = pageSize
	}
	from = min(from, n)
	to = min(from+limit, n)
	if to < n {
		next = strconv.Itoa(to)
	}
	return from, to, next, nil
}

// Changed lists the households that change under a reform, by its number from 0, both amounts beside each other. Needs PermRun; that real cases
// were shown is recorded. side is up, down, in, out or empty.
func (s *Service) Changed(ctx context.Context, q Question, of int64, side, cursor string, limit int) (out Cases, err error) {
	defer errs.Wrap(&err, "lab.Changed")
	var rows []CaseRow
	err = s.compute(ctx, q, func(f *frame) error {
		base, err := f.baseline(ctx)
		if err != nil {
			return err
		}
		if _, _, err := f.reform(of); err != nil || len(f.shifts) == 0 {
			return err
		}
		reformed, err := f.reformed(ctx)
		if err != nil {
			return err
		}
		list := changes(base.Outcome, reformed[of], side)
		from, to, next, err := window(len(list), cursor, limit)
		if err != nil {
			return err
		}
		out.Total, out.Next = int64(len(list)), next
		for _, c := range list[from:to] {
			rows = append(rows, f.caseRow(c.at, reformed[of], c.was, c.is))
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	return out, s.show(ctx, rows, &out)
}

// caseRow is a household as far as the population knows it: of a real one the case alone, of a made-up one its number, area and
// class.
func (f *frame) caseRow(at int, o *population.Outcome, was, is int64) CaseRow {
	if id := f.p.IDs[at]; id != "" {
		return CaseRow{CaseID: id, WasFen: was, IsFen: is}
	}
	return CaseRow{FileNo: population.MadeUp(at), AreaName: org.AreaName(f.p.Areas[f.p.Area[at]]), Class: population.Classes()[o.Class[at]], WasFen: was, IsFen: is}
}

// show names the cases that the reader may see and records that he saw them.
func (s *Service) show(ctx context.Context, rows []CaseRow, out *Cases) error {
	out.Items = make([]CaseRow, 0, len(rows))
	ids := make([]string, 0, len(rows))
	for _, r := range rows {
		if r.CaseID != "" {
			ids = append(ids, r.CaseID)
		}
	}
	seen, err := s.brief(ctx, ids)
	if err != nil {
		return err
	}
	shown := []string{}
	for _, r := range rows {
		if r.CaseID != "" {
			row, ok := seen[r.CaseID]
			if !ok {
				out.Hidden++
				continue
			}
			row.WasFen, row.IsFen = r.WasFen, r.IsFen
			r, shown = row, append(shown, r.CaseID)
		}
		out.Items = append(out.Items, r)
	}
	if len(shown) == 0 {
		return nil
	}
	return s.looked(ctx, "查看政策测算影响的档案", map[string]any{"cases": shown})
}

func (s *Service) brief(ctx context.Context, ids []string) (map[string]CaseRow, error) {
	out := map[string]CaseRow{}
	if len(ids) == 0 {
		return out, nil
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		found, err := s.cases.BriefTx(ctx, tx, ids)
		for id, c := range found {
			out[id] = CaseRow{CaseID: id, FileNo: c.FileNo, Title: c.Title, AreaName: c.AreaName, Class: c.Class, State: string(c.State)}
		}
		return err
	})
	return out, err
}

// RunCases lists the cases that change under a reform of a kept run, as far as the reader may see them. Needs PermView; recorded. Code: not_found.
func (s *Service) RunCases(ctx context.Context, runID string, of int64, side, cursor string, limit int) (out Cases, err error) {
	defer errs.Wrap(&err, "lab.RunCases(%s)", runID)
	row, _, err := s.keptRun(ctx, runID)
	if err != nil {
		return out, err
	}
	list := slices.DeleteFunc(row.Cases.V, func(c storedCase) bool { return c.Of != of || !change{was: c.WasFen, is: c.IsFen}.on(side) })
	from, to, next, err := window(len(list), cursor, limit)
	if err != nil {
		return out, err
	}
	out.Total, out.Next = int64(len(list)), next
	page := make([]CaseRow, 0, to-from)
	for _, c := range list[from:to] {
		page = append(page, CaseRow{CaseID: c.CaseID, WasFen: c.WasFen, IsFen: c.IsFen})
	}
	return out, s.show(ctx, page, &out)
}
