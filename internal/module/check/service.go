package check

import (
	"context"
	"encoding/json"
	"slices"

	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
	"yice/internal/module/aid"
)

// Service is the room.
type Service struct {
	db     *db.DB
	aid    *aid.Service
	orgs   *org.Service
	people *people.Service
	tasks  *task.Service
	policy *policy.Service
	keys   *secret.Keyring
}

// Deps are the rooms below.
type Deps struct {
	DB     *db.DB
	Aid    *aid.Service
	Orgs   *org.Service
	People *people.Service
	Tasks  *task.Service
	Policy *policy.Service
	Keys   *secret.Keyring
}

// New builds the room.
func New(d Deps) *Service {
	return &Service{db: d.DB, aid: d.Aid, orgs: d.Orgs, people: d.People, tasks: d.Tasks, policy: d.Policy, keys: d.Keys}
}

// AuthoriseInput is a signed authorisation as it comes in. Reason and relation are wanted when somebody else signs.
type AuthoriseInput struct {
	PersonID       string `json:"person_id" minLength:"1" maxLength:"26"`
	TextVersion    string `json:"text_version" minLength:"1" maxLength:"40"`
	Signer         string `json:"signer" enum:"own,guardian,representative"`
	SignerName     string `json:"signer_name,omitempty" maxLength:"60"`
	SignerRelation string `json:"signer_relation,omitempty" maxLength:"30"`
	Reason         string `json:"reason,omitempty" maxLength:"200"`
	SignedOn       string `json:"signed_on" minLength:"10" maxLength:"10"`
	UntilOn        string `json:"until_on,omitempty" maxLength:"10"`
	Channel        string `json:"channel" enum:"paper,screen"`
	FileID         string `json:"file_id" minLength:"1" maxLength:"26"`
}

// Authorise takes a signed authorisation in; when with it every adult of the household has a valid one, the case is
// authorised. Needs PermAuthorise where the case was entered or is led. Codes: check.person_unknown, check.guardian_signs,
// check.signer_name, check.signer_reason, check.date, check.not_open_case, those of blob.ClaimTx.
func (s *Service) Authorise(ctx context.Context, caseID string, in AuthoriseInput) (a Authorisation, err error) {
	defer errs.Wrap(&err, "check.Authorise(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.openCaseTx(ctx, tx, PermAuthorise, caseID)
		if err != nil {
			return err
		}
		members, err := s.people.MembersTx(ctx, tx, c.HouseholdID, tx.Today())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(members, func(m people.Member) bool { return m.Person.ID == in.PersonID })
		if i < 0 {
			return errs.InvalidField("person_id", "check.person_unknown")
		}
		if err := checkSigner(&in, members[i].Person, tx.Today()); err != nil {
			return err
		}
		if _, err := blob.ClaimTx(ctx, tx, c.ID, []string{in.FileID}, blob.Papers()...); err != nil {
			return err
		}
		by := authz.From(ctx)
		a = Authorisation{
			ID: id.New(tx.Now()), CaseID: c.ID, PersonID: in.PersonID, TextVersion: in.TextVersion, Signer: in.Signer, SignerName: in.SignerName,
			SignerRelation: in.SignerRelation, Reason: in.Reason, SignedOn: in.SignedOn, UntilOn: in.UntilOn, Channel: in.Channel, FileID: in.FileID,
			MadeByID: by.UserID, MadeBy: by.Name, MadeAt: tx.NowMS(),
		}
		if err := tx.Insert(ctx, "check_authorisations", a); err != nil {
			return err
		}
		if err := journal.Record(ctx, tx, journal.Event{
			Action: "check.authorise", ObjectType: "authorisation", ObjectID: a.ID, CaseID: c.ID,
			Summary: "收到核对授权书", After: a,
		}); err != nil {
			return err
		}
		return s.refreshTx(ctx, tx, &c)
	})
	return a, err
}

// checkSigner wants the right person to have signed; who signs for himself is named by the household register.
func checkSigner(in *AuthoriseInput, p people.Person, today string) error {
	var bad []errs.Field
	add := func(ok bool, path, code string) {
		if !ok {
			bad = append(bad, errs.Field{Path: path, Code: code})
		}
	}
	if !isAdult(p.BirthOn, today) {
		add(in.Signer == SignerGuardian, "signer", "check.guardian_signs")
	}
	if in.Signer == SignerOwn {
		in.SignerName, in.SignerRelation, in.Reason = p.Name, "", ""
	} else {
		add(in.SignerName != "" && in.SignerName != p.Name, "signer_name", "check.signer_name")
		add(in.SignerRelation != "", "signer_relation", "check.signer_name")
		add(in.Reason != "" || !isAdult(p.BirthOn, today), "reason", "check.signer_reason")
	}
	add(isDate(in.SignedOn) && in.SignedOn <= today, "signed_on", "check.date")
	add(in.UntilOn == "" || isDate(in.UntilOn) && in.UntilOn >= in.SignedOn, "until_on", "check.date")
	return errs.InvalidFields(bad)
}

// Withdraw takes an authorisation back: the case is not authorised any more unless another one holds, and an open request
// about this person ends. Needs PermAuthorise where the case was entered or is led. Codes: check.withdrawn_already,
// check.reason_required.
func (s *Service) Withdraw(ctx context.Context, authID, reason string) (a Authorisation, err error) {
	defer errs.Wrap(&err, "check.Withdraw(%s)", authID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if a, err = findAuthorisation(ctx, tx, authID); err != nil {
			return err
		}
		c, err := s.openCaseTx(ctx, tx, PermAuthorise, a.CaseID)
		if err != nil {
			return err
		}
		if a.WithdrawnOn != "" {
			return errs.New(errs.Conflict, "check.withdrawn_already", "on", a.WithdrawnOn)
		}
		if reason == "" {
			return errs.InvalidField("reason", "check.reason_required")
		}
		a.WithdrawnOn, a.WithdrawnBy, a.WithdrawnReason = tx.Today(), authz.From(ctx).Name, reason
		if err := withdraw(ctx, tx, a); err != nil {
			return err
		}
		if err := journal.Record(ctx, tx, journal.Event{
			Action: "check.withdraw", ObjectType: "authorisation", ObjectID: a.ID, CaseID: c.ID,
			Summary: "撤回核对授权", Reason: reason,
		}); err != nil {
			return err
		}
		if err := s.stopTx(ctx, tx, c, a.PersonID, reason); err != nil {
			return err
		}
		return s.refreshTx(ctx, tx, &c)
	})
	return a, err
}

// stopTx ends the open request of a case when it asks about the person and nothing else allows that any more.
func (s *Service) stopTx(ctx context.Context, tx *db.Tx, c aid.Case, personID, reason string) error {
	r, err := findOpen(ctx, tx, c.ID)
	if errs.IsKind(err, errs.NotFound) {
		return nil
	}
	if err != nil || !slices.Contains(r.Persons.V, personID) {
		return err
	}
	signed, err := s.signedTx(ctx, tx, c)
	if err != nil || gateSigned(signed, r.Persons.V) == nil {
		return err
	}
	return s.cancelTx(ctx, tx, c, r, "授权已撤回："+reason)
}

// openCaseTx finds an open case whose entry or lead the permission reaches.
func (s *Service) openCaseTx(ctx context.Context, tx *db.Tx, perm authz.Permission, caseID string) (aid.Case, error) {
	c, err := s.aid.CaseTx(ctx, tx, aid.PermView, caseID)
	if err != nil {
		return c, err
	}
	if err := authz.RequireAt(ctx, perm, c.LeadOrgPath, c.EntryOrgPath); err != nil {
		return c, err
	}
	if !c.IsOpen {
		return c, errs.New(errs.Conflict, "check.not_open_case")
	}
	return c, nil
}

func (s *Service) signedTx(ctx context.Context, tx *db.Tx, c aid.Case) ([]Signed, error) {
	members, err := s.people.MembersTx(ctx, tx, c.HouseholdID, tx.Today())
	if err != nil {
		return nil, err
	}
	auths, err := findAuthorisations(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	return signedOf(members, auths, tx.Today()), nil
}

// refreshTx writes the fact "authorised" on the case when it has changed.
func (s *Service) refreshTx(ctx context.Context, tx *db.Tx, c *aid.Case) error {
	signed, err := s.signedTx(ctx, tx, *c)
	if err != nil {
		return err
	}
	now := allSigned(signed)
	if now == c.Authorised {
		return nil
	}
	before := c.Authorised
	c.Authorised = now
	text := "全体成年成员已签署核对授权"
	if !now {
		text = "核对授权不再齐全"
	}
	return s.aid.SaveTx(ctx, tx, c, journal.Event{Action: "check.authorised", Summary: text, Before: before, After: now})
}

func (s *Service) seal(table, column, rowID string, v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	return s.keys.Seal(table, column, rowID, string(b)), nil
}

func (s *Service) open(table, column, rowID, sealed string, v any) error {
	if sealed == "" {
		return nil
	}
	text, err := s.keys.Open(table, column, rowID, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), v)
}

func stale(r Request) error {
	return errs.New(errs.Stale, "stale", "who", r.UpdatedBy, "when", moment(r.UpdatedAt))
}
