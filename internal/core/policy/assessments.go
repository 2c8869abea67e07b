package policy

import (
	"context"
	"encoding/json"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/job"
	"yice/internal/kit/journal"
)

// Assessment is a stored one: input, result, the parameters that were in force for it and the hash of every text of rules that took
// part, never changed.
type Assessment struct {
	ID       string            `json:"id"`
	CaseID   string            `json:"case_id"`
	Area     string            `json:"area"`
	On       string            `json:"on"`
	MadeBy   string            `json:"made_by"`
	MadeAt   int64             `json:"made_at"`
	Versions []Version         `json:"versions"`
	RuleSets map[string]string `json:"rule_sets" doc:"name of the rule set → SHA-256 of its text"`
	Input    Input             `json:"input"`
	Result   Result            `json:"result"`
}

// PreviewTx computes without storing anything. Codes: PARAM_MISSING, DEBIT_GT_TOTAL, policy.….
func (s *Service) PreviewTx(ctx context.Context, tx *db.Tx, in Input) (Result, error) {
	res, _, _, err := s.computeTx(ctx, tx, in)
	return res, err
}

// computeTx assesses by the rule set and the parameters in force on the day of the input.
func (s *Service) computeTx(ctx context.Context, tx *db.Tx, in Input) (Result, Params, *compiled, error) {
	if err := in.check(); err != nil {
		return Result{}, Params{}, nil, err
	}
	p, err := s.AtTx(ctx, tx, in.Area, in.On)
	if err != nil {
		return Result{}, Params{}, nil, err
	}
	c, err := s.programTx(ctx, tx, Platform, in.On)
	if err != nil {
		return Result{}, Params{}, nil, err
	}
	res, err := c.engine.compute(p, in)
	return res, p, c, err
}

// AssessTx computes and stores an assessment in the caller's transaction; the caller has checked that the actor may assess
// the case and writes the journal. Codes: PARAM_MISSING, DEBIT_GT_TOTAL, policy.….
func (s *Service) AssessTx(ctx context.Context, tx *db.Tx, in Input) (Result, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return Result{}, err
	}
	res, p, c, err := s.computeTx(ctx, tx, in)
	if err != nil {
		return Result{}, err
	}
	res.ID = id.New(tx.Now())
	input, err := json.Marshal(in)
	if err != nil {
		return Result{}, err
	}
	result, err := json.Marshal(res)
	if err != nil {
		return Result{}, err
	}
	return res, insertAssessment(ctx, tx, assessmentRow{
		ID: res.ID, CaseID: in.CaseID, Area: in.Area, OnDate: in.On, Class: string(res.Class), NetFen: int64(res.NetFen), Score: res.Score,
		ProposedFen: int64(res.ProposedFen), Engine: res.Engine, Versions: db.JSON[[]Version]{V: p.Used()},
		RuleSets:     db.JSON[map[string]string]{V: c.hashes},
		InputSealed:  s.keys.Seal("assessments", "input_sealed", res.ID, string(input)),
		ResultSealed: s.keys.Seal("assessments", "result_sealed", res.ID, string(result)),
		MadeByID:     a.UserID, MadeBy: a.Name, MadeAt: tx.NowMS(),
	})
}

// AssessmentTx reads a stored assessment. The caller has checked that the actor sees its case. Code: not_found.
func (s *Service) AssessmentTx(ctx context.Context, tx *db.Tx, assessmentID string) (Assessment, error) {
	row, err := findAssessment(ctx, tx, assessmentID)
	if err != nil {
		return Assessment{}, err
	}
	return s.open(row)
}

// AssessmentsTx lists the stored assessments of a case, newest first. The caller has checked that the actor sees it.
func (s *Service) AssessmentsTx(ctx context.Context, tx *db.Tx, caseID string) ([]Assessment, error) {
	rows, err := findAssessments(ctx, tx, caseID)
	if err != nil {
		return nil, err
	}
	out := make([]Assessment, 0, len(rows))
	for _, r := range rows {
		a, err := s.open(r)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// EachInputTx hands over the input of the newest assessment of every case, in the order of their making, one at a time: a million of them
// need no more memory than one. The input is of the day when it was assessed. do must not ask the database. The caller has checked that
// the actor may read them all; nothing that it gives names a person.
func (s *Service) EachInputTx(ctx context.Context, tx *db.Tx, do func(in *Input) error) error {
	return eachLatest(ctx, tx, s.handInput(do))
}

// EachInputUptoTx is EachInputTx as it was when the assessment of that id had just been made: later ones do not count.
func (s *Service) EachInputUptoTx(ctx context.Context, tx *db.Tx, upto string, do func(in *Input) error) error {
	return eachUpto(ctx, tx, upto, s.handInput(do))
}

func (s *Service) handInput(do func(in *Input) error) func(assessmentRow) error {
	return func(row assessmentRow) error {
		text, err := s.keys.Open("assessments", "input_sealed", row.ID, row.InputSealed)
		if err != nil {
			return err
		}
		var in Input
		if err := json.Unmarshal([]byte(text), &in); err != nil {
			return err
		}
		return do(&in)
	}
}

func (s *Service) open(row assessmentRow) (Assessment, error) {
	a := Assessment{ID: row.ID, CaseID: row.CaseID, Area: row.Area, On: row.OnDate, MadeBy: row.MadeBy, MadeAt: row.MadeAt, Versions: row.Versions.V, RuleSets: row.RuleSets.V}
	input, err := s.keys.Open("assessments", "input_sealed", row.ID, row.InputSealed)
	if err != nil {
		return a, err
	}
	result, err := s.keys.Open("assessments", "result_sealed", row.ID, row.ResultSealed)
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal([]byte(input), &a.Input); err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(result), &a.Result)
}

// Assessment reads a stored assessment for the actor: whoever sees the case, or may replay. The reading is journalled.
// Code: not_found.
func (s *Service) Assessment(ctx context.Context, assessmentID string) (a Assessment, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return a, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if a, err = s.AssessmentTx(ctx, tx, assessmentID); err != nil {
			return err
		}
		if !authz.From(ctx).Has(PermReplay) && (s.see == nil || s.see(ctx, tx, a.CaseID) != nil) {
			return errs.New(errs.NotFound, "not_found")
		}
		return journal.Record(ctx, tx, journal.Event{Action: "policy.view_assessment", ObjectType: "assessment", ObjectID: a.ID, CaseID: a.CaseID, Summary: "查看测算"})
	})
	return a, err
}

// Difference is an assessment that does not come out as it was stored.
type Difference struct {
	ID     string `json:"id"`
	CaseID string `json:"case_id"`
	What   string `json:"what" doc:"the first thing that differs"`
	Stored string `json:"stored"`
	Now    string `json:"now"`
}

// Replayed is the answer of Replay.
type Replayed struct {
	Checked     int64        `json:"checked"`
	Differences []Difference `json:"differences"`
}

const replayPage = 200

// Replay computes every assessment again under the texts of rules and the versions of parameters that it was made with and reports each
// that differs: a changed version or text, an unknown engine, another figure, another row. There must be none. Code: forbidden.
func (s *Service) Replay(ctx context.Context) (out Replayed, err error) {
	return s.replay(ctx, func(int64) error { return nil })
}

func (s *Service) replay(ctx context.Context, told func(done int64) error) (out Replayed, err error) {
	if err := authz.Require(ctx, PermReplay); err != nil {
		return out, err
	}
	out.Differences = []Difference{}
	fresh := newPrograms() // compiled from the book, not what memory holds
	after := ""
	for {
		var rows []assessmentRow
		err := s.db.View(ctx, func(tx *db.Tx) error {
			if rows, err = findAssessmentPage(ctx, tx, after, replayPage); err != nil {
				return err
			}
			params, err := findAllParams(ctx, tx, rows)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if d := s.againTx(ctx, tx, fresh, r, params); d != nil {
					out.Differences = append(out.Differences, *d)
				}
			}
			return nil
		})
		if err != nil {
			return out, err
		}
		out.Checked += int64(len(rows))
		if err := told(out.Checked); err != nil {
			return out, err
		}
		if len(rows) < replayPage {
			return out, nil
		}
		after = rows[len(rows)-1].ID
	}
}

// againTx recomputes one assessment; nil means that nothing differs.
func (s *Service) againTx(ctx context.Context, tx *db.Tx, fresh *programs, row assessmentRow, params map[string]Param) *Difference {
	differs := func(what, stored, now string) *Difference {
		return &Difference{ID: row.ID, CaseID: row.CaseID, What: what, Stored: stored, Now: now}
	}
	a, err := s.open(row)
	if err != nil {
		return differs("unreadable", "", errs.As(err).Code)
	}
	if row.Engine != engineVersion {
		return differs("engine", row.Engine, errs.New(errs.Conflict, "policy.engine_unknown", "engine", row.Engine).Error())
	}
	p := Params{area: row.Area, on: row.OnDate, values: map[string]Param{}, dict: s.dict, used: map[string]Version{}}
	for _, v := range row.Versions.V {
		now, ok := params[v.ID]
		if !ok || now.version() != v {
			return differs("version "+v.Key, v.Value, now.Value)
		}
		p.values[v.Key] = now
	}
	c, err := fresh.compileTx(ctx, tx, Platform, row.RuleSets.V)
	if err != nil {
		return differs("rule sets", "", errs.As(err).Error())
	}
	res, err := c.engine.compute(p, a.Input)
	if err != nil {
		return differs("error", "", errs.As(err).Error())
	}
	res.ID = row.ID
	return compare(row, a.Result, res, differs)
}

func compare(row assessmentRow, was, now Result, differs func(what, stored, now string) *Difference) *Difference {
	if string(now.Class) != row.Class || int64(now.NetFen) != row.NetFen || int64(now.ProposedFen) != row.ProposedFen || now.Score != row.Score {
		return differs("figures", row.Class+" "+was.Net, string(now.Class)+" "+now.Net)
	}
	for i := range max(len(was.Rows), len(now.Rows)) {
		var w, n Row
		if i < len(was.Rows) {
			w = was.Rows[i]
		}
		if i < len(now.Rows) {
			n = now.Rows[i]
		}
		if text(w) != text(n) {
			return differs("row "+strings.TrimSpace(w.Step+" "+n.Step), w.Value, n.Value)
		}
	}
	if text(was) != text(now) {
		return differs("result", was.Sentence, now.Sentence)
	}
	return nil
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// JobReplay is the kind of the job that replays; its result is a Replayed with at most 100 differences.
const JobReplay = "policy.replay"

// Jobs registers what this room does in the background.
func (s *Service) Jobs(q *job.Queue) {
	job.Register(q, JobReplay, job.Worker{Perms: []authz.Permission{PermReplay}, MaxTries: 3}, func(ctx context.Context, r *job.Run, _ struct{}) error {
		out, err := s.replay(ctx, func(done int64) error { return r.Progress(ctx, job.Progress{Done: done}) })
		if err != nil {
			return err
		}
		out.Differences = out.Differences[:min(len(out.Differences), 100)]
		r.Result(text(out))
		return nil
	})
}

// StartReplay has the assessments recomputed in the background and gives the job's id. Code: forbidden.
func (s *Service) StartReplay(ctx context.Context) (jobID string, err error) {
	if err := authz.Require(ctx, PermReplay); err != nil {
		return "", err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if jobID, err = job.EnqueueTx(ctx, tx, JobReplay, struct{}{}, job.Options{OwnerID: authz.From(ctx).UserID}); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "policy.replay", ObjectType: "job", ObjectID: jobID, Summary: "重算全部测算并比对"})
	})
	return jobID, err
}
