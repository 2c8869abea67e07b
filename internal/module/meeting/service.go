package meeting

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
)

// Service is the joint meeting.
type Service struct {
	Deps
	table *flow.Table
}

// Deps are the rooms below, and what the app hands over of the rooms beside; those may be nil.
type Deps struct {
	DB     *db.DB
	Cases  *aid.Service
	Orgs   *org.Service
	Policy *policy.Service
	Tasks  *task.Service
	Files  *blob.Store
	// Urgents are the payments made before a meeting.
	Urgents Urgents
	// Visitors tells who visited a household: whoever visited does not vote on it.
	Visitors func(ctx context.Context, tx *db.Tx, caseID string) ([]Visitor, error)
	// Pool is the money that is free to be given.
	Pool func(ctx context.Context, tx *db.Tx) (*Pool, error)
}

// Urgents is what the meeting needs of the urgent way.
type Urgents interface {
	// UnratifiedTx lists the payments that the next meeting has to ratify or reclaim.
	UnratifiedTx(ctx context.Context, tx *db.Tx) ([]Urgent, error)
	// RatifyTx writes the meeting's word on one of them.
	RatifyTx(ctx context.Context, tx *db.Tx, urgentID, meetingID string, ratify bool, reason string) error
}

// Urgent is a payment that was made on two signatures before the meeting.
type Urgent struct {
	ID        string `json:"id"`
	CaseID    string `json:"case_id"`
	Title     string `json:"title"`
	Reason    string `json:"reason"`
	AskedBy   string `json:"asked_by"`
	AmountFen int64  `json:"amount_fen"`
}

// Visitor is a member of staff who visited a household.
type Visitor struct{ StaffID, Name string }

// Pool is the money free to be given, in fen, at an instant.
type Pool struct {
	AvailableFen int64 `json:"available_fen"`
	AsOfAt       int64 `json:"as_of_at"`
}

// New builds the room.
func New(d Deps) *Service { return &Service{Deps: d, table: Table()} }

// Input calls a meeting. Seats beyond the chair, the standing departments and the two wings are guests without a vote.
type Input struct {
	Kind   string   `json:"kind" enum:"regular,extraordinary"`
	Period string   `json:"period" pattern:"^20[0-9]{2}H[12]$" doc:"half-year, 2020H2"`
	HeldOn string   `json:"held_on" minLength:"10" maxLength:"10"`
	HeldAt string   `json:"held_at" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
	Place  string   `json:"place" minLength:"1" maxLength:"60"`
	Chair  string   `json:"chair_staff_id" minLength:"1" maxLength:"40"`
	Guests []string `json:"guest_org_ids,omitempty" maxItems:"20"`
}

// Prepare calls a meeting and seats the departments. Needs PermPrepare. Codes: meeting.date_past, meeting.chair_role,
// meeting.number_taken.
func (s *Service) Prepare(ctx context.Context, in Input) (m Meeting, err error) {
	defer errs.Wrap(&err, "meeting.Prepare")
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermPrepare); err != nil {
			return err
		}
		if err := checkDay(tx, in.HeldOn); err != nil {
			return err
		}
		chair, home, err := s.chairTx(ctx, tx, in.Chair)
		if err != nil {
			return err
		}
		m = Meeting{
			ID: id.New(tx.Now()), Number: in.Period, Kind: in.Kind, Period: in.Period, Title: titleOf(in.Period), HeldOn: in.HeldOn, HeldAt: in.HeldAt,
			Place: in.Place, ChairStaffID: chair.ID, ChairName: chair.Name, State: Preparing, Version: 1, MadeAt: tx.NowMS(), UpdatedAt: tx.NowMS(),
			UpdatedBy: authz.From(ctx).Name,
		}
		if in.Kind == Extraordinary {
			n, err := countExtraordinary(ctx, tx, in.Period)
			if err != nil {
				return err
			}
			m.Number, m.Title = fmt.Sprintf("%s-E%d", in.Period, n+1), fmt.Sprintf("%s第 %d 次临时联席会议", halfOf(in.Period), n+1)
		}
		if err := tx.Insert(ctx, "meetings", m); err != nil {
			return err
		}
		if err := s.seatTx(ctx, tx, m, chair, home, in.Guests); err != nil {
			return err
		}
		if err := s.calledTx(ctx, tx, m); err != nil {
			return err
		}
		s.dress(authz.From(ctx), &m)
		return journal.Record(ctx, tx, journal.Event{Action: "meeting.prepare", ObjectType: "meeting", ObjectID: m.ID, Summary: "筹备" + m.Title, After: in})
	})
	return m, err
}

func halfOf(period string) string {
	return period[:4] + "年" + map[byte]string{'1': "上", '2': "下"}[period[5]] + "半年"
}

func titleOf(period string) string { return halfOf(period) + "联席会议" }

func checkDay(tx *db.Tx, day string) error {
	if _, err := clock.ParseDate(day); err != nil || day < tx.Today() {
		return errs.InvalidField("held_on", "meeting.date_past")
	}
	return nil
}

// chairTx finds a chair with the organisation that he or she comes from.
func (s *Service) chairTx(ctx context.Context, tx *db.Tx, staffID string) (chair org.Staff, home org.Org, err error) {
	if chair, err = s.Orgs.StaffTx(ctx, tx, staffID); err == nil {
		home, err = s.Orgs.OrgTx(ctx, tx, chair.OrgID)
	}
	if errs.IsKind(err, errs.NotFound) {
		return chair, home, errs.InvalidField("chair_staff_id", "meeting.chair_role")
	}
	if err != nil {
		return chair, home, err
	}
	holders, err := s.Orgs.HoldersTx(ctx, tx, org.MeetingChair, home.Path)
	if err == nil && !slices.ContainsFunc(holders, func(x org.Staff) bool { return x.ID == chair.ID }) {
		err = errs.InvalidField("chair_staff_id", "meeting.chair_role")
	}
	return chair, home, err
}

// seatTx seats the chair, the standing departments and the two wings with a vote, and the guests without one.
func (s *Service) seatTx(ctx context.Context, tx *db.Tx, m Meeting, chair org.Staff, home org.Org, guests []string) error {
	seated := map[string]bool{}
	add := func(o org.Org, st org.Staff, voting bool) error {
		if seated[o.ID] {
			return nil
		}
		seated[o.ID] = true
		return tx.Insert(ctx, "meeting_seats", Seat{
			ID: id.New(tx.Now()), MeetingID: m.ID, OrgID: o.ID, OrgPath: o.Path, OrgName: o.Name, Department: o.Department,
			StaffID: st.ID, Name: st.Name, Voting: voting,
		})
	}
	if err := add(home, chair, true); err != nil {
		return err
	}
	for _, d := range []string{org.Union, org.Civil, org.HR, org.Disabled, org.Youth, org.Women} {
		o, err := s.Orgs.DepartmentTx(ctx, tx, d)
		if errs.IsKind(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		holders, err := s.Orgs.HoldersTx(ctx, tx, org.MeetingMember, o.Path)
		if err != nil {
			return err
		}
		var st org.Staff
		if len(holders) > 0 {
			st = holders[0]
		}
		if err := add(o, st, true); err != nil {
			return err
		}
	}
	for i, g := range guests {
		o, err := s.Orgs.OrgTx(ctx, tx, g)
		if errs.IsKind(err, errs.NotFound) {
			return errs.InvalidField(fmt.Sprintf("guest_org_ids[%d]", i), "meeting.guest_unknown")
		}
		if err != nil {
			return err
		}
		if err := add(o, org.Staff{}, false); err != nil {
			return err
		}
	}
	return nil
}

// ChangeInput moves a meeting in preparation to another day, place or chair and brings in further guests.
type ChangeInput struct {
	Version int64    `json:"version"`
	HeldOn  string   `json:"held_on" minLength:"10" maxLength:"10"`
	HeldAt  string   `json:"held_at" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
	Place   string   `json:"place" minLength:"1" maxLength:"60"`
	Chair   string   `json:"chair_staff_id" minLength:"1" maxLength:"40"`
	Guests  []string `json:"guest_org_ids,omitempty" maxItems:"20" doc:"further guests; those seated stay"`
}

// Change corrects a meeting in preparation. Needs PermPrepare. Codes: stale, meeting.not_preparing, meeting.date_past,
// meeting.chair_role, meeting.seat_taken.
func (s *Service) Change(ctx context.Context, meetingID string, in ChangeInput) (m Meeting, err error) {
	defer errs.Wrap(&err, "meeting.Change(%s)", meetingID)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if m, err = s.preparingTx(ctx, tx, meetingID); err != nil {
			return err
		}
		if in.Version != m.Version {
			return stale(m)
		}
		if err := checkDay(tx, in.HeldOn); err != nil {
			return err
		}
		before := m
		if in.Chair != m.ChairStaffID {
			if err := s.changeChairTx(ctx, tx, &m, in.Chair); err != nil {
				return err
			}
		}
		m.HeldOn, m.HeldAt, m.Place = in.HeldOn, in.HeldAt, in.Place
		if err := updateMeeting(ctx, tx, &m, authz.From(ctx).Name); err != nil {
			return err
		}
		if err := s.guestsTx(ctx, tx, m, in.Guests); err != nil {
			return err
		}
		if err := s.spreadTx(ctx, tx, m); err != nil {
			return err
		}
		s.dress(authz.From(ctx), &m)
		return journal.Record(ctx, tx, journal.Event{Action: "meeting.change", ObjectType: "meeting", ObjectID: m.ID, Summary: "修改" + m.Title, Before: before, After: in})
	})
	return m, err
}

func (s *Service) changeChairTx(ctx context.Context, tx *db.Tx, m *Meeting, staffID string) error {
	chair, home, err := s.chairTx(ctx, tx, staffID)
	if err != nil {
		return err
	}
	seats, err := findSeats(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(seats, func(x Seat) bool { return x.StaffID == m.ChairStaffID })
	m.ChairStaffID, m.ChairName = chair.ID, chair.Name
	if i < 0 {
		return nil
	}
	seat := seats[i]
	seat.OrgID, seat.OrgPath, seat.OrgName, seat.Department, seat.StaffID, seat.Name = home.ID, home.Path, home.Name, home.Department, chair.ID, chair.Name
	return moveSeat(ctx, tx, seat)
}

func (s *Service) guestsTx(ctx context.Context, tx *db.Tx, m Meeting, guests []string) error {
	for i, g := range guests {
		o, err := s.Orgs.OrgTx(ctx, tx, g)
		if errs.IsKind(err, errs.NotFound) {
			return errs.InvalidField(fmt.Sprintf("guest_org_ids[%d]", i), "meeting.guest_unknown")
		}
		if err != nil {
			return err
		}
		if err := tx.Insert(ctx, "meeting_seats", Seat{ID: id.New(tx.Now()), MeetingID: m.ID, OrgID: o.ID, OrgPath: o.Path, OrgName: o.Name, Department: o.Department}); err != nil {
			return err
		}
	}
	return nil
}

// spreadTx shares the cases of the agenda with the seats as they are now, and registers who may not vote.
func (s *Service) spreadTx(ctx context.Context, tx *db.Tx, m Meeting) error {
	seats, err := findSeats(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	motions, err := findMotions(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	for _, mo := range motions {
		if err := s.shareTx(ctx, tx, m, seats, mo); err != nil {
			return err
		}
	}
	if err := s.opinionTasksTx(ctx, tx, m, seats, motions); err != nil {
		return err
	}
	return s.recuseTx(ctx, tx, m, seats, motions)
}

// preparingTx finds a meeting that the actor may still prepare.
func (s *Service) preparingTx(ctx context.Context, tx *db.Tx, meetingID string) (Meeting, error) {
	if err := authz.Require(ctx, PermPrepare); err != nil {
		return Meeting{}, err
	}
	m, err := findMeeting(ctx, tx, meetingID)
	if err == nil && m.State != Preparing {
		err = errs.New(errs.Conflict, "meeting.not_preparing")
	}
	return m, err
}

func stale(m Meeting) error {
	return errs.New(errs.Stale, "stale", "who", m.UpdatedBy, "when", stamp(m.UpdatedAt))
}

func votesChanged(m Motion) error {
	return errs.New(errs.Stale, "meeting.votes_changed", "who", m.TouchedBy, "when", stamp(m.TouchedAt))
}

func stamp(ms int64) string {
	return time.UnixMilli(ms).In(clock.Shanghai()).Format("2006-01-02 15:04")
}
