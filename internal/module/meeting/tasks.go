package meeting

import (
	"context"
	"slices"

	"yice/internal/core/org"
	"yice/internal/core/task"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/job"
	"yice/internal/module/aid"
)

// taskOpinion asks a seat for its opinions before the meeting; its object is the seat.
const taskOpinion = "meeting_opinion"

// dueMeeting is the object of the secretariat's task to hold the next regular meeting: there is one such task at a time.
const dueMeeting = "joint_meeting"

// Jobs has the next regular meeting asked for in time.
func (s *Service) Jobs(q *job.Queue) {
	job.Register(q, "meeting.remind", job.Worker{}, func(ctx context.Context, _ *job.Run, _ struct{}) error { return s.Remind(ctx) })
	q.Periodic("meeting.remind", job.Daily(6, 10))
}

// Remind opens the secretariat's task to hold the next regular meeting: due the parameter joint_meeting.months after the last
// one, before any at the end of the half-year. While a regular meeting is called there is none. It may run twice.
func (s *Service) Remind(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "meeting.Remind")
	return s.DB.Update(ctx, func(tx *db.Tx) error { return s.remindTx(ctx, tx) })
}

func (s *Service) remindTx(ctx context.Context, tx *db.Tx) error {
	root, err := s.rootTx(ctx, tx)
	if err != nil || root.ID == "" {
		return err
	}
	last, err := lastRegular(ctx, tx)
	due := ""
	switch {
	case errs.IsKind(err, errs.NotFound):
		due = endOfHalf(tx.Today())
	case err != nil:
		return err
	case last.State == Preparing || last.State == InSession:
		return nil
	default:
		p, err := s.cityTx(ctx, tx)
		if err != nil {
			return err
		}
		months, err := p.Int("joint_meeting.months")
		if errs.IsCode(err, "PARAM_MISSING") { // no period is in force: nobody to remind
			return nil
		}
		if err != nil {
			return err
		}
		due = clock.AddMonths(last.HeldOn, int(months))
	}
	return s.Tasks.OpenTx(ctx, tx, task.New{
		Kind: aid.TaskDecide, ObjectType: "meeting", ObjectID: dueMeeting, Title: titleOf(periodOf(due)), DueOn: due,
		OwnerPath: root.Path, Perm: PermPrepare, Link: "/meetings",
	})
}

// calledTx closes the task once a regular meeting is called.
func (s *Service) calledTx(ctx context.Context, tx *db.Tx, m Meeting) error {
	if m.Kind != Regular {
		return nil
	}
	return s.Tasks.CloseTx(ctx, tx, "", dueMeeting, aid.TaskDecide)
}

// rootTx is the city of the platform, or nothing on an empty book.
func (s *Service) rootTx(ctx context.Context, tx *db.Tx) (org.Org, error) {
	roots, err := s.Orgs.RootsTx(ctx, tx)
	if err != nil || len(roots) == 0 {
		return org.Org{}, err
	}
	return roots[0], nil
}

func periodOf(day string) string {
	if day[5:7] > "06" {
		return day[:4] + "H2"
	}
	return day[:4] + "H1"
}

func endOfHalf(day string) string {
	if day[5:7] > "06" {
		return day[:4] + "-12-31"
	}
	return day[:4] + "-06-30"
}

// opinionTasksTx asks every voting department for its opinions until the day before the meeting.
func (s *Service) opinionTasksTx(ctx context.Context, tx *db.Tx, m Meeting, seats []Seat, motions []Motion) error {
	if !slices.ContainsFunc(motions, func(x Motion) bool { return x.Kind == CaseMotion && x.State == motionOpen }) {
		return nil
	}
	due := max(clock.AddDays(m.HeldOn, -1), tx.Today())
	for _, seat := range seats {
		if !seat.Voting || seat.StaffID == m.ChairStaffID {
			continue
		}
		if err := s.Tasks.OpenTx(ctx, tx, task.New{
			Kind: taskOpinion, ObjectType: "seat", ObjectID: seat.ID, Title: m.Title, DueOn: due, OwnerPath: seat.OrgPath,
			Perm: PermVote, Link: "/meetings/" + m.ID,
		}); err != nil {
			return err
		}
		if err := s.Tasks.ExtendTx(ctx, tx, "", seat.ID, taskOpinion, due); err != nil {
			return err
		}
	}
	return nil
}

// saidTx closes a seat's task when it has said something on every case of others.
func (s *Service) saidTx(ctx context.Context, tx *db.Tx, m Meeting, seat Seat) error {
	motions, err := findMotions(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	voices, err := findAllVoices(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	for _, mo := range motions {
		v := voiceOf(voices[mo.ID], mo, seat)
		if mo.Kind == CaseMotion && mo.State == motionOpen && !v.Recused && v.Opinion == "" {
			return nil
		}
	}
	return s.Tasks.CloseTx(ctx, tx, "", seat.ID, taskOpinion)
}
