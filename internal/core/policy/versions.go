package policy

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// Proposal is a new version of a parameter. Value is written as the key's kind wants it, FromOn and ToOn are days.
type Proposal struct {
	Key      string `json:"key" minLength:"1" maxLength:"80"`
	Area     string `json:"area" pattern:"^([0-9]{6})?$" doc:"division code, empty for the whole country"`
	Value    string `json:"value" minLength:"1" maxLength:"500"`
	Document string `json:"document,omitempty" maxLength:"200"`
	FromOn   string `json:"from_on" maxLength:"10"`
	ToOn     string `json:"to_on,omitempty" maxLength:"10"`
	Note     string `json:"note,omitempty" maxLength:"500"`
}

func (s *Service) check(p Proposal) (Param, error) {
	def, ok := s.dict.find(p.Key)
	if !ok {
		return Param{}, errs.InvalidField("key", "policy.key_unknown", "key", p.Key)
	}
	value, err := def.canonical(p.Value)
	if err != nil {
		e := errs.As(err)
		return Param{}, &errs.Error{Kind: errs.Invalid, Code: "invalid", Fields: []errs.Field{{Path: "value", Code: e.Code, Params: e.Params}}}
	}
	if _, err := clock.ParseDate(p.FromOn); err != nil {
		return Param{}, errs.InvalidField("from_on", "policy.date_format")
	}
	if p.ToOn != "" {
		if _, err := clock.ParseDate(p.ToOn); err != nil {
			return Param{}, errs.InvalidField("to_on", "policy.date_format")
		}
		if p.ToOn < p.FromOn {
			return Param{}, errs.InvalidField("to_on", "policy.period_backwards")
		}
	}
	if p.Area != "" && len(p.Area) != 6 {
		return Param{}, errs.InvalidField("area", "policy.area_format")
	}
	return Param{
		Key: p.Key, Area: p.Area, Value: value, Unit: def.Unit, Document: strings.TrimSpace(p.Document), FromOn: p.FromOn, ToOn: p.ToOn,
		Status: Draft, Note: strings.TrimSpace(p.Note),
	}, nil
}

// Propose writes a draft. It changes nothing until a resolution adopts it. Codes: forbidden, policy.key_unknown,
// policy.area_not_yours, policy.value_…, policy.date_format, policy.period_backwards, policy.rules_missing.
func (s *Service) Propose(ctx context.Context, in Proposal) (p Param, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		p, err = s.ProposeTx(ctx, tx, in)
		return err
	})
	return p, err
}

// ProposeTx is Propose inside the caller's transaction.
func (s *Service) ProposeTx(ctx context.Context, tx *db.Tx, in Proposal) (Param, error) {
	if err := authz.Require(ctx, PermPropose); err != nil {
		return Param{}, err
	}
	p, err := s.check(in)
	if err != nil {
		return Param{}, err
	}
	a := authz.From(ctx)
	if !a.HasAt(PermPropose) && !within(p.Area, a.Area) {
		return Param{}, errs.InvalidField("area", "policy.area_not_yours")
	}
	if err := s.knownTx(ctx, tx, p); err != nil {
		return Param{}, err
	}
	p.ID, p.ProposedByID, p.ProposedBy, p.ProposedAt = id.New(tx.Now()), a.UserID, a.Name, tx.NowMS()
	if err := insertParam(ctx, tx, p); err != nil {
		return Param{}, err
	}
	return p, s.record(ctx, tx, "policy.propose", "提出参数新版本："+s.dict.label(p.Key).ZH, p)
}

// Withdraw takes one's own draft back, unless a motion carries it. Codes: forbidden, not_found, policy.not_draft,
// policy.on_agenda.
func (s *Service) Withdraw(ctx context.Context, paramID string) error {
	if err := authz.Require(ctx, PermPropose); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		p, err := findParam(ctx, tx, paramID)
		if err != nil {
			return err
		}
		if p.ProposedByID != authz.From(ctx).UserID {
			return errs.New(errs.Forbidden, "forbidden", "permission", string(PermPropose))
		}
		if p.MotionID != "" {
			return errs.New(errs.Conflict, "policy.on_agenda")
		}
		if err := setStatus(ctx, tx, p.ID, Withdrawn); err != nil {
			return err
		}
		return s.record(ctx, tx, "policy.withdraw", "撤回参数草案："+s.dict.label(p.Key).ZH, p)
	})
}

// DraftsTx reads drafts by their ids, for a motion that is being written. Codes: not_found, policy.not_draft.
func (s *Service) DraftsTx(ctx context.Context, tx *db.Tx, ids []string) ([]Param, error) {
	out := make([]Param, 0, len(ids))
	for _, one := range ids {
		p, err := findParam(ctx, tx, one)
		if err != nil {
			return nil, err
		}
		if p.Status != Draft {
			return nil, errs.New(errs.Conflict, "policy.not_draft", "name", s.dict.label(p.Key).ZH)
		}
		out = append(out, p)
	}
	return out, nil
}

// knownTx refuses a value that the rule set which assesses could not read on the first day: a code that it does not know would stop
// every assessment. Codes: policy.value_codes on value, policy.rules_missing.
func (s *Service) knownTx(ctx context.Context, tx *db.Tx, p Param) error {
	c, err := s.programTx(ctx, tx, Platform, p.FromOn)
	if err != nil {
		return err
	}
	if c.CheckParam(p.Key, p.Value) != nil {
		return errs.InvalidField("value", "policy.value_codes", "value", p.Value)
	}
	return nil
}

// TableTx ties drafts of parameters and checked drafts of rule sets to the motion that brings them before the meeting. Codes:
// not_found, policy.not_draft, policy.on_agenda, flow.not_allowed, policy.rules_beside.
func (s *Service) TableTx(ctx context.Context, tx *db.Tx, motionID string, paramIDs, ruleIDs []string) error {
	drafts, err := s.DraftsTx(ctx, tx, paramIDs)
	if err != nil {
		return err
	}
	for _, p := range drafts {
		if p.MotionID != "" && p.MotionID != motionID {
			return errs.New(errs.Conflict, "policy.on_agenda")
		}
		if err := setMotion(ctx, tx, p.ID, motionID); err != nil {
			return err
		}
	}
	return s.tableRulesTx(ctx, tx, motionID, ruleIDs)
}

// AmendTx changes a tabled draft as the meeting agreed ("agree changed"). Codes as Propose, policy.not_draft.
func (s *Service) AmendTx(ctx context.Context, tx *db.Tx, paramID, value, fromOn string) error {
	p, err := findParam(ctx, tx, paramID)
	if err != nil {
		return err
	}
	next, err := s.check(Proposal{Key: p.Key, Area: p.Area, Value: value, FromOn: fromOn, ToOn: p.ToOn})
	if err != nil {
		return err
	}
	if err := s.knownTx(ctx, tx, next); err != nil {
		return err
	}
	if err := amend(ctx, tx, p.ID, next.Value, fromOn); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{
		Action: "policy.amend", ObjectType: "param", ObjectID: p.ID, Summary: "会议修改参数草案：" + s.dict.label(p.Key).ZH, Before: p.version(), After: next.version(),
	})
}

// AdoptTx puts what a motion carries into force from its dates, under the document that carries the resolution: rule sets first, so that a
// parameter may use a code that they bring. The caller has seen the meeting adopt it. Codes: policy.nothing_to_adopt,
// policy.document_required, policy.value_codes, and those of CheckRules where the rules in force have changed since.
func (s *Service) AdoptTx(ctx context.Context, tx *db.Tx, motionID, document string) ([]Param, error) {
	document = strings.TrimSpace(document)
	if document == "" {
		return nil, errs.InvalidField("document", "policy.document_required")
	}
	a, err := authz.Must(ctx)
	if err != nil {
		return nil, err
	}
	drafts, sets, err := s.tabled(ctx, tx, motionID)
	if err != nil {
		return nil, err
	}
	if err := s.adoptRulesTx(ctx, tx, sets, document, a.Name); err != nil {
		return nil, err
	}
	for i := range drafts {
		p := &drafts[i]
		if err := s.knownTx(ctx, tx, *p); err != nil {
			return nil, err
		}
		p.Status, p.Document, p.AdoptedBy, p.AdoptedAt = Adopted, document, a.Name, tx.NowMS()
		if err := adopt(ctx, tx, *p); err != nil {
			return nil, err
		}
		if err := s.record(ctx, tx, "policy.adopt", "决议通过参数："+s.dict.label(p.Key).ZH+" "+p.Value+"，自"+p.FromOn+"起执行", *p); err != nil {
			return nil, err
		}
	}
	return drafts, setStamp(ctx, tx, id.New(tx.Now()))
}

// RejectTx ends what a motion carries and the meeting did not adopt. Code: policy.nothing_to_adopt.
func (s *Service) RejectTx(ctx context.Context, tx *db.Tx, motionID string) error {
	drafts, sets, err := s.tabled(ctx, tx, motionID)
	if err != nil {
		return err
	}
	for _, p := range drafts {
		if err := setStatus(ctx, tx, p.ID, Rejected); err != nil {
			return err
		}
		if err := s.record(ctx, tx, "policy.reject", "会议未通过参数："+s.dict.label(p.Key).ZH, p); err != nil {
			return err
		}
	}
	for _, v := range sets {
		if err := s.moveTx(ctx, tx, v, actReject, "policy.reject_rules", "会议未通过规则：", nil); err != nil {
			return err
		}
	}
	return nil
}

// tabled finds what a motion carries.
func (s *Service) tabled(ctx context.Context, tx *db.Tx, motionID string) ([]Param, []RuleVersion, error) {
	if motionID == "" {
		return nil, nil, errs.New(errs.Conflict, "policy.nothing_to_adopt")
	}
	drafts, err := findTabled(ctx, tx, motionID)
	if err != nil {
		return nil, nil, err
	}
	sets, err := findRulesTabled(ctx, tx, motionID)
	if err == nil && len(drafts)+len(sets) == 0 {
		err = errs.New(errs.Conflict, "policy.nothing_to_adopt")
	}
	return drafts, sets, err
}

func (s *Service) record(ctx context.Context, tx *db.Tx, action, summary string, p Param) error {
	return journal.Record(ctx, tx, journal.Event{Action: action, ObjectType: "param", ObjectID: p.ID, Summary: summary, After: p, Reason: p.Note})
}

//go:embed daqing.json
var daqing []byte

// Daqing is the seed set of the demo: a file as Load reads it.
func Daqing() []byte { return daqing }

// fileSet is a file of parameters: area, document and first day hold for every line that names no own.
type fileSet struct {
	Area     string     `json:"area"`
	Document string     `json:"document"`
	From     string     `json:"from"`
	Params   []fileLine `json:"params"`
}

type fileLine struct {
	Key      string  `json:"key"`
	Value    string  `json:"value"`
	Area     *string `json:"area"`
	Document string  `json:"document"`
	From     string  `json:"from"`
	To       string  `json:"to"`
	Note     string  `json:"note"`
}

// Loaded tells what Load did.
type Loaded struct {
	Added   int `json:"added"`
	Present int `json:"present"`
}

// Load takes the parameters of a file into force, as the documents that it names have set them; it is how a city begins. The rule sets
// that read them are registered first, where that has not been done.
// A line that is already there is left alone; one that would change an adopted version is refused, and then nothing is
// loaded: write a new first day. Codes: forbidden, policy.file_unreadable, policy.file_line, policy.load_conflict.
func (s *Service) Load(ctx context.Context, file []byte) (out Loaded, err error) {
	if err := authz.Require(ctx, PermLoad); err != nil {
		return out, err
	}
	rows, err := s.readFile(file)
	if err != nil {
		return out, err
	}
	a := authz.From(ctx)
	err = s.db.UpdateLocked(ctx, "policy.rules", func(tx *db.Tx) error {
		out = Loaded{}
		if _, err := s.registerTx(ctx, tx); err != nil {
			return err
		}
		have, err := findAdopted(ctx, tx)
		if err != nil {
			return err
		}
		for i, p := range rows {
			old := slices.IndexFunc(have, func(h Param) bool { return h.Key == p.Key && h.Area == p.Area && h.FromOn == p.FromOn })
			if old >= 0 {
				if have[old].Value != p.Value || have[old].ToOn != p.ToOn {
					return errs.New(errs.Conflict, "policy.load_conflict", "line", i+1, "key", p.Key, "from", p.FromOn)
				}
				out.Present++
				continue
			}
			if err := s.knownTx(ctx, tx, p); err != nil {
				return errs.New(errs.Invalid, "policy.file_line", "line", i+1, "key", p.Key, "why", errs.As(err).Error())
			}
			p.ID, p.Status, p.ProposedByID, p.ProposedBy, p.ProposedAt = id.New(tx.Now()), Adopted, a.UserID, a.Name, tx.NowMS()
			p.AdoptedBy, p.AdoptedAt = a.Name, tx.NowMS()
			if err := insertParam(ctx, tx, p); err != nil {
				return err
			}
			out.Added++
		}
		if out.Added == 0 {
			return nil
		}
		if err := setStamp(ctx, tx, id.New(tx.Now())); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "policy.load", ObjectType: "param", Summary: fmt.Sprintf("载入政策参数%d项", out.Added), After: json.RawMessage(bytes.TrimSpace(file)),
		})
	})
	return out, err
}

func (s *Service) readFile(file []byte) ([]Param, error) {
	var f fileSet
	dec := json.NewDecoder(bytes.NewReader(file))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, errs.New(errs.Malformed, "policy.file_unreadable", "why", err.Error())
	}
	var rows []Param
	for i, l := range f.Params {
		in := Proposal{Key: l.Key, Value: l.Value, Area: f.Area, Document: f.Document, FromOn: f.From, ToOn: l.To, Note: l.Note}
		if l.Area != nil {
			in.Area = *l.Area
		}
		if l.Document != "" {
			in.Document = l.Document
		}
		if l.From != "" {
			in.FromOn = l.From
		}
		p, err := s.check(in)
		if err == nil && p.Document == "" {
			err = errs.InvalidField("document", "policy.document_required")
		}
		if err != nil {
			return nil, errs.New(errs.Invalid, "policy.file_line", "line", i+1, "key", l.Key, "why", errs.As(err).Error())
		}
		rows = append(rows, p)
	}
	return rows, nil
}
