package org

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// The functions of this and the next files write inside the caller's transaction, check the rules, keep history and
// journal. The caller has checked the permission; an actor must be in the context.

// Facts are what may be said and corrected about an organisation at any time.
type Facts struct {
	Name       string `json:"name" minLength:"1" maxLength:"100"`
	ShortName  string `json:"short_name,omitempty" maxLength:"40"`
	AreaCode   string `json:"area_code,omitempty" maxLength:"12"`
	Department string `json:"department,omitempty" maxLength:"20"`
	Standing   bool   `json:"standing,omitempty"`
	CreditCode string `json:"credit_code,omitempty" maxLength:"18"`
	Phone      string `json:"phone,omitempty" maxLength:"40"`
	Address    string `json:"address,omitempty" maxLength:"200"`
}

// NewOrg is the input of CreateOrgTx. FromOn "" is today.
type NewOrg struct {
	ParentID string `json:"parent_id,omitempty"`
	Kind     string `json:"kind" minLength:"1" maxLength:"20"`
	Code     string `json:"code" minLength:"1" maxLength:"40"`
	FromOn   string `json:"from_on,omitempty" maxLength:"10"`
	Facts
}

var codeForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// CreateOrgTx makes an organisation below an open one; only a city has nothing above it. Codes: org.code_form,
// org.code_taken, org.kind_unknown, org.parent_missing, org.parent_closed, org.area_unknown, org.department_unknown,
// date.form.
func (s *Service) CreateOrgTx(ctx context.Context, tx *db.Tx, in NewOrg) (Org, error) {
	o := Org{
		ID: id.New(tx.Now()), ParentID: in.ParentID, Path: "/", Kind: in.Kind, Code: in.Code, FromOn: in.FromOn, Version: 1,
	}
	if o.FromOn == "" {
		o.FromOn = tx.Today()
	}
	o.take(in.Facts)
	findings := append(in.Facts.check(), checkDate("from_on", o.FromOn)...)
	if !codeForm.MatchString(o.Code) {
		findings = append(findings, errs.Field{Path: "code", Code: "org.code_form"})
	}
	if !slices.Contains(Kinds(), o.Kind) {
		findings = append(findings, errs.Field{Path: "kind", Code: "org.kind_unknown"})
	}
	if err := errs.InvalidFields(findings); err != nil {
		return Org{}, err
	}
	if o.ParentID != "" {
		parent, err := openParent(ctx, tx, o.ParentID, tx.Today())
		if err != nil {
			return Org{}, err
		}
		o.Path = parent.Path
	} else if o.Kind != KindCity {
		return Org{}, errs.InvalidField("parent_id", "org.parent_missing")
	}
	o.Path += o.Code + "/"
	if err := s.mark(ctx, tx, &o); err != nil {
		return Org{}, err
	}
	if err := tx.Insert(ctx, "orgs", o); err != nil {
		return Org{}, err
	}
	return o, s.remember(ctx, tx, "org.create", "新设机构："+o.Name, nil, o, "")
}

// EditOrgTx corrects what is said about an organisation, its name included. Codes: stale, org.area_unknown,
// org.department_unknown.
func (s *Service) EditOrgTx(ctx context.Context, tx *db.Tx, orgID string, version int64, in Facts) (Org, error) {
	if err := errs.InvalidFields(in.check()); err != nil {
		return Org{}, err
	}
	summary := "修改机构信息："
	return s.changeOrg(ctx, tx, orgID, version, "org.edit", "", func(o *Org) (string, error) {
		if o.Name != strings.TrimSpace(in.Name) {
			summary = "机构更名：" + o.Name + " → "
		}
		o.take(in)
		return summary, nil
	})
}

// CloseOrgTx ends an organisation on a day (the last on which it exists). Codes: stale, org.has_children,
// org.has_staff, org.closed, date.form, date.order.
func (s *Service) CloseOrgTx(ctx context.Context, tx *db.Tx, orgID string, version int64, toOn, reason string) (Org, error) {
	return s.changeOrg(ctx, tx, orgID, version, "org.close", reason, func(o *Org) (string, error) {
		if o.ToOn != "" {
			return "", errs.New(errs.Conflict, "org.closed")
		}
		if err := errs.InvalidFields(checkPeriod(o.FromOn, toOn)); err != nil {
			return "", err
		}
		children, staff, err := countOpen(ctx, tx, o.ID, o.Path, toOn)
		switch {
		case err != nil:
			return "", err
		case children > 0:
			return "", errs.New(errs.Conflict, "org.has_children", "count", children)
		case staff > 0:
			return "", errs.New(errs.Conflict, "org.has_staff", "count", staff)
		}
		o.ToOn = toOn
		return "撤销机构：", nil
	})
}

// ReopenOrgTx takes a closing back. Codes: stale, org.open, org.parent_closed.
func (s *Service) ReopenOrgTx(ctx context.Context, tx *db.Tx, orgID string, version int64, reason string) (Org, error) {
	return s.changeOrg(ctx, tx, orgID, version, "org.reopen", reason, func(o *Org) (string, error) {
		if o.ToOn == "" {
			return "", errs.New(errs.Conflict, "org.open")
		}
		if o.ParentID != "" {
			if _, err := openParent(ctx, tx, o.ParentID, tx.Today()); err != nil {
				return "", err
			}
		}
		o.ToOn = ""
		return "恢复机构：", nil
	})
}

// MoveOrgTx puts an organisation with everything below it under another one. Codes: stale, org.move_root,
// org.move_into_itself, org.parent_closed, org.parent_missing.
func (s *Service) MoveOrgTx(ctx context.Context, tx *db.Tx, orgID string, version int64, parentID, reason string) (Org, error) {
	from, to := "", ""
	o, err := s.changeOrg(ctx, tx, orgID, version, "org.move", reason, func(o *Org) (string, error) {
		if o.ParentID == "" {
			return "", errs.New(errs.Conflict, "org.move_root")
		}
		parent, err := openParent(ctx, tx, parentID, tx.Today())
		if err != nil {
			return "", err
		}
		if strings.HasPrefix(parent.Path, o.Path) {
			return "", errs.New(errs.Conflict, "org.move_into_itself")
		}
		from, to = o.Path, parent.Path+o.Code+"/"
		o.ParentID, o.Path = parent.ID, to
		return "机构划转至" + parent.Name + "：", nil
	})
	if err != nil || from == to {
		return o, err
	}
	for _, move := range append([]Moved{repathOrgs}, s.moved...) {
		if err := move(ctx, tx, from, to); err != nil {
			return Org{}, err
		}
	}
	return o, nil
}

func (s *Service) changeOrg(ctx context.Context, tx *db.Tx, orgID string, version int64, action, reason string, change func(*Org) (string, error)) (Org, error) {
	o, err := findOrg(ctx, tx, orgID)
	if err != nil {
		return Org{}, err
	}
	if o.Version != version {
		return Org{}, stale(o.ChangedBy, o.ChangedAt)
	}
	before := o
	summary, err := change(&o)
	if err != nil {
		return Org{}, err
	}
	if err := s.mark(ctx, tx, &o); err != nil {
		return Org{}, err
	}
	o.Version++
	if err := updateOrg(ctx, tx, o); err != nil {
		return Org{}, err
	}
	s.changedAfter(tx)
	return o, s.remember(ctx, tx, action, summary+o.Name, before, o, reason)
}

func (s *Service) mark(ctx context.Context, tx *db.Tx, o *Org) error {
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	o.ChangedAt, o.ChangedBy = tx.NowMS(), a.Name
	return nil
}

// remember keeps the version and journals the change.
func (s *Service) remember(ctx context.Context, tx *db.Tx, action, summary string, before any, o Org, reason string) error {
	v := versionRow{
		ID: id.New(tx.Now()), OrgID: o.ID, Version: o.Version, At: o.ChangedAt, ByName: o.ChangedBy, Change: action, Path: o.Path, Name: o.Name,
		Document: db.JSON[Org]{V: o},
	}
	if err := tx.Insert(ctx, "org_versions", v); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{
		Action: action, ObjectType: "org", ObjectID: o.ID, Summary: summary, Before: before, After: o, Reason: reason,
	})
}

func (o *Org) take(f Facts) {
	o.Name, o.ShortName = strings.TrimSpace(f.Name), strings.TrimSpace(f.ShortName)
	o.AreaCode, o.Department, o.Standing = f.AreaCode, f.Department, f.Standing
	o.CreditCode, o.Phone, o.Address = strings.TrimSpace(f.CreditCode), strings.TrimSpace(f.Phone), strings.TrimSpace(f.Address)
}

func (f Facts) check() []errs.Field {
	var out []errs.Field
	if strings.TrimSpace(f.Name) == "" {
		out = append(out, errs.Field{Path: "name", Code: "field.required"})
	}
	if f.AreaCode != "" && !KnownArea(f.AreaCode) {
		out = append(out, errs.Field{Path: "area_code", Code: "org.area_unknown"})
	}
	if f.Department != "" && !slices.ContainsFunc(Departments(), func(d Department) bool { return d.Code == f.Department }) {
		out = append(out, errs.Field{Path: "department", Code: "org.department_unknown"})
	}
	return out
}

func openParent(ctx context.Context, tx *db.Tx, orgID, on string) (Org, error) {
	p, err := findOrg(ctx, tx, orgID)
	if errs.IsKind(err, errs.NotFound) {
		return Org{}, errs.InvalidField("parent_id", "org.parent_missing")
	}
	if err == nil && p.ToOn != "" && p.ToOn < on {
		return Org{}, errs.InvalidField("parent_id", "org.parent_closed")
	}
	return p, err
}

// stale says who changed the record since the caller read it.
func stale(who string, at int64) error {
	when := time.UnixMilli(at).In(clock.Shanghai()).Format("2006-01-02 15:04")
	return errs.New(errs.Stale, "stale", "who", who, "when", when)
}

func checkDate(path, on string) []errs.Field {
	if _, err := clock.ParseDate(on); err != nil || len(on) != len(time.DateOnly) {
		return []errs.Field{{Path: path, Code: "date.form"}}
	}
	return nil
}

func checkPeriod(fromOn, toOn string) []errs.Field {
	if bad := checkDate("to_on", toOn); bad != nil {
		return bad
	}
	if toOn < fromOn {
		return []errs.Field{{Path: "to_on", Code: "date.order"}}
	}
	return nil
}

// OnChange tells the service whom to call when what an actor is built from has changed: with the users concerned, or
// with none when it may be anyone.
func (s *Service) OnChange(fn func(tx *db.Tx, userIDs ...string)) { s.changed = fn }

func (s *Service) changedAfter(tx *db.Tx, userIDs ...string) {
	if s.changed != nil {
		s.changed(tx, userIDs...)
	}
}
