package people

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
)

func stale(who string, at int64) error {
	when := time.UnixMilli(at).In(clock.Shanghai()).Format("2006-01-02 15:04")
	return errs.New(errs.Stale, "stale", "who", who, "when", when)
}

func yuan(fen int64) string { return money.Fen(fen).Grouped() }

// ApplyTx writes plans that were made in the same transaction, each journalled as one entry. A blocked plan is its own
// error, and nothing of it or of the others is written.
func (s *Service) ApplyTx(ctx context.Context, tx *db.Tx, plans []*Plan) error {
	events, err := s.writeTx(ctx, tx, plans)
	if err != nil {
		return err
	}
	return journal.Record(ctx, tx, events...)
}

// writeTx is ApplyTx that leaves the entries of the journal to the caller.
func (s *Service) writeTx(ctx context.Context, tx *db.Tx, plans []*Plan) ([]journal.Event, error) {
	b := &batch{s: s}
	var events []journal.Event
	for _, p := range plans {
		if err := p.Blocked(); err != nil {
			return nil, err
		}
		if len(p.Changes) > 0 {
			b.collect(p)
			events = append(events, p.events()...)
		}
	}
	return events, b.write(ctx, tx)
}

// events tells what a plan changes.
func (p *Plan) events() []journal.Event {
	action, word := "people.household_create", "登记"
	if p.old != nil {
		action, word = "people.household_update", "变更"
	}
	out := []journal.Event{{
		Action: action, ObjectType: "household", ObjectID: p.household.ID, Summary: word + "家庭：" + p.household.Household.Name,
		After: p.Changes, Reason: p.reason(),
	}}
	for _, h := range p.left {
		out = append(out, journal.Event{
			Action: "people.member_left", ObjectType: "household", ObjectID: h.ID, Summary: "成员迁出：" + h.Household.Name,
			After: p.leavers, Reason: p.reason(),
		})
	}
	return out
}

// reason joins the reason of the change with the typed reasons for each warning that was passed over.
func (p *Plan) reason() string {
	var parts []string
	if r := strings.TrimSpace(p.in.Reason); r != "" {
		parts = append(parts, r)
	}
	var codes []string
	for _, f := range p.Answered {
		if !slices.Contains(codes, f.Code) {
			codes = append(codes, f.Code)
			parts = append(parts, fmt.Sprintf("%s：%s", f.Code, strings.TrimSpace(p.in.Overrides[f.Code])))
		}
	}
	return strings.Join(parts, "；")
}

// batch gathers rows of many plans, so that each table is written by few statements.
type batch struct {
	s                      *Service
	newPersons, oldPersons []personRow
	newHouses, oldHouses   []householdRow
	ends, members          []memberRow
	accounts               []accountRow
	closing                []accountRow
	oldTokens              []tokenRow
	tokens                 []tokenRow
}

func (b *batch) collect(p *Plan) {
	for _, m := range p.members {
		b.person(m)
		if m.insert != nil {
			b.members = append(b.members, *m.insert)
		}
		if m.close != nil {
			ended := *m.close
			ended.ToOn = max(p.in.On, ended.FromOn)
			b.closing = append(b.closing, ended)
		}
		if m.account != nil {
			b.accounts = append(b.accounts, *m.account)
		}
	}
	b.ends = append(b.ends, p.closing...)
	for _, h := range p.left {
		b.oldHouses = append(b.oldHouses, *h)
	}
	if p.old == nil {
		b.newHouses = append(b.newHouses, p.household)
	} else {
		b.oldHouses = append(b.oldHouses, p.household)
	}
}

func (b *batch) person(m *plannedMember) {
	switch {
	case m.old == nil:
		b.newPersons = append(b.newPersons, m.row)
		b.tokens = append(b.tokens, b.s.tokens(m.row, m.entry)...)
	case m.row.Version != m.old.Version:
		b.oldPersons = append(b.oldPersons, m.row)
		if m.row.Name != m.old.Name || m.row.DocIndex != m.old.DocIndex || m.row.PhoneIndex != m.old.PhoneIndex {
			b.oldTokens = append(b.oldTokens, b.s.oldTokens(*m.old)...)
			b.tokens = append(b.tokens, b.s.tokens(m.row, m.entry)...)
		}
	}
}

func (b *batch) write(ctx context.Context, tx *db.Tx) error {
	if err := insertPersons(ctx, tx, b.newPersons); err != nil {
		return err
	}
	for _, r := range b.oldPersons {
		if err := updatePerson(ctx, tx, r); err != nil {
			return err
		}
	}
	if err := insertHouseholds(ctx, tx, b.newHouses); err != nil {
		return err
	}
	for _, h := range b.oldHouses {
		if err := updateHousehold(ctx, tx, h); err != nil {
			return err
		}
	}
	for _, m := range b.ends {
		if err := endMember(ctx, tx, m); err != nil {
			return err
		}
	}
	if err := insertMembers(ctx, tx, b.members); err != nil {
		return err
	}
	for _, a := range b.closing {
		if err := closeAccount(ctx, tx, a.ID, a.ToOn); err != nil {
			return err
		}
	}
	if err := insertAccounts(ctx, tx, b.accounts); err != nil {
		return err
	}
	if err := deleteTokens(ctx, tx, b.oldTokens); err != nil {
		return err
	}
	return insertTokens(ctx, tx, b.tokens)
}
