package org

import (
	"context"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// StaffFacts are what may be said and corrected about a member of staff.
type StaffFacts struct {
	OrgID string `json:"org_id" minLength:"1" maxLength:"40"`
	Name  string `json:"name" minLength:"1" maxLength:"50"`
	Title string `json:"title,omitempty" maxLength:"50"`
	Phone string `json:"phone,omitempty" maxLength:"40"`
}

// CreateStaffTx enters a member of staff from a day on ("" is today); userID "" is one without an account. Codes:
// org.missing, org.closed, field.required, date.form, staff.user_taken.
func (s *Service) CreateStaffTx(ctx context.Context, tx *db.Tx, in StaffFacts, userID, fromOn string) (Staff, error) {
	if fromOn == "" {
		fromOn = tx.Today()
	}
	row := staffRow{ID: id.New(tx.Now()), UserID: userID, FromOn: fromOn, Version: 1}
	findings := append(in.check(), checkDate("from_on", fromOn)...)
	if err := errs.InvalidFields(findings); err != nil {
		return Staff{}, err
	}
	if err := row.take(ctx, tx, in); err != nil {
		return Staff{}, err
	}
	if err := tx.Insert(ctx, "staff", row); err != nil {
		return Staff{}, err
	}
	st, err := findStaff(ctx, tx, row.ID)
	if err != nil {
		return Staff{}, err
	}
	return st, recordStaff(ctx, tx, "staff.create", "新增工作人员："+st.Name, nil, st, "")
}

// EditStaffTx corrects a member of staff. Moving to another organisation ends the roles held so far: the new place
// needs new ones. Codes: stale, staff.left, org.missing, org.closed, field.required.
func (s *Service) EditStaffTx(ctx context.Context, tx *db.Tx, staffID string, version int64, in StaffFacts) (Staff, error) {
	if err := errs.InvalidFields(in.check()); err != nil {
		return Staff{}, err
	}
	return s.changeStaff(ctx, tx, staffID, version, "staff.edit", "修改工作人员：", "", func(row *staffRow) error {
		moved := row.OrgID != in.OrgID
		if err := row.take(ctx, tx, in); err != nil || !moved {
			return err
		}
		return s.endRoles(ctx, tx, *row, dayBefore(tx.Today()), "调动到其他机构")
	})
}

// LeaveTx ends a member's time here; the last day is toOn. Roles end with it. Codes: stale, staff.left, staff.self,
// date.form, date.order.
func (s *Service) LeaveTx(ctx context.Context, tx *db.Tx, staffID string, version int64, toOn, reason string) (Staff, error) {
	if a := authz.From(ctx); a != nil && a.StaffID == staffID {
		return Staff{}, errs.New(errs.Forbidden, "staff.self")
	}
	return s.changeStaff(ctx, tx, staffID, version, "staff.leave", "工作人员离任：", reason, func(row *staffRow) error {
		if err := errs.InvalidFields(checkPeriod(row.FromOn, toOn)); err != nil {
			return err
		}
		row.ToOn = toOn
		return s.endRoles(ctx, tx, *row, toOn, reason)
	})
}

// AttachUserTx gives a member of staff an account. Codes: stale, staff.left, staff.has_user, staff.user_taken.
func (s *Service) AttachUserTx(ctx context.Context, tx *db.Tx, staffID string, version int64, userID string) (Staff, error) {
	return s.changeStaff(ctx, tx, staffID, version, "staff.account", "开通账号：", "", func(row *staffRow) error {
		if row.UserID != "" {
			return errs.New(errs.Conflict, "staff.has_user")
		}
		row.UserID = userID
		return nil
	})
}

func (s *Service) changeStaff(ctx context.Context, tx *db.Tx, staffID string, version int64, action, summary, reason string, change func(*staffRow) error) (Staff, error) {
	before, err := findStaff(ctx, tx, staffID)
	if err != nil {
		return Staff{}, err
	}
	if before.Version != version {
		return Staff{}, stale(before.ChangedBy, before.ChangedAt)
	}
	if before.ToOn != "" && before.ToOn < tx.Today() {
		return Staff{}, errs.New(errs.Conflict, "staff.left")
	}
	a, err := authz.Must(ctx)
	if err != nil {
		return Staff{}, err
	}
	row := rowOf(before)
	if err := change(&row); err != nil {
		return Staff{}, err
	}
	row.Version++
	row.ChangedAt, row.ChangedBy = tx.NowMS(), a.Name
	if err := updateStaff(ctx, tx, row); err != nil {
		return Staff{}, err
	}
	after, err := findStaff(ctx, tx, staffID)
	if err != nil {
		return Staff{}, err
	}
	if after.UserID != "" {
		s.changedAfter(tx, after.UserID)
	}
	return after, recordStaff(ctx, tx, action, summary+after.Name, before, after, reason)
}

func (f StaffFacts) check() []errs.Field {
	if strings.TrimSpace(f.Name) == "" {
		return []errs.Field{{Path: "name", Code: "field.required"}}
	}
	return nil
}

func (r *staffRow) take(ctx context.Context, tx *db.Tx, f StaffFacts) error {
	o, err := findOrg(ctx, tx, f.OrgID)
	if errs.IsKind(err, errs.NotFound) {
		return errs.InvalidField("org_id", "org.missing")
	}
	if err != nil {
		return err
	}
	if o.ToOn != "" && o.ToOn < tx.Today() {
		return errs.InvalidField("org_id", "org.closed")
	}
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	r.OrgID, r.Name, r.Title, r.Phone = o.ID, strings.TrimSpace(f.Name), strings.TrimSpace(f.Title), strings.TrimSpace(f.Phone)
	r.ChangedAt, r.ChangedBy = tx.NowMS(), a.Name
	return nil
}

// endRoles shortens every grant that would go on after the day.
func (s *Service) endRoles(ctx context.Context, tx *db.Tx, row staffRow, lastOn, reason string) error {
	grants, err := grantsOf(ctx, tx, row.ID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if g.ToOn != "" && g.ToOn <= lastOn {
			continue
		}
		if err := s.endGrant(ctx, tx, g, lastOn, reason); err != nil {
			return err
		}
	}
	return nil
}

func recordStaff(ctx context.Context, tx *db.Tx, action, summary string, before any, after Staff, reason string) error {
	return journal.Record(ctx, tx, journal.Event{
		Action: action, ObjectType: "staff", ObjectID: after.ID, Summary: summary, Before: before, After: after, Reason: reason,
	})
}

func dayBefore(on string) string {
	t, err := clock.ParseDate(on)
	if err != nil {
		return on
	}
	return clock.Date(t.AddDate(0, 0, -1))
}
