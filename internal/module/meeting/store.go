package meeting

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const meetingColumns = `id, number, kind, period, title, held_on, held_at, place, chair_staff_id, chair_name, state, version, minutes_sha256,
	made_at, updated_at, updated_by`

func filtered(q *db.Query, f Filter) *db.Query {
	if len(f.States) > 0 {
		q.Add(" AND ")
		db.In(q, "state", f.States)
	}
	return q.If(f.Year != "", " AND held_on >= ? AND held_on <= ?", f.Year+"-01-01", f.Year+"-12-31")
}

func findMeetings(ctx context.Context, tx *db.Tx, f Filter) ([]Meeting, string, error) {
	q := filtered(db.NewQuery("SELECT "+meetingColumns+" FROM meetings WHERE 1=1"), f)
	s, err := f.Page.Order(map[string]db.Sort{"held": {Column: "held_on", ID: "id"}}, "-held")
	if err != nil {
		return nil, "", err
	}
	if err := q.Keyset(s, f.Page); err != nil {
		return nil, "", err
	}
	rows, err := db.All[Meeting](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	rows, next := db.Cut(f.Page, rows, func(m Meeting) (any, string) { return m.HeldOn, m.ID })
	return rows, next, nil
}

func countMeetings(ctx context.Context, tx *db.Tx, f Filter) (int64, error) {
	q := filtered(db.NewQuery("SELECT count(*) FROM meetings WHERE 1=1"), f)
	return db.One[int64](ctx, tx, q.Text(), q.Args()...)
}

func findMeeting(ctx context.Context, tx *db.Tx, id string) (Meeting, error) {
	return db.One[Meeting](ctx, tx, "SELECT "+meetingColumns+" FROM meetings WHERE id = $1", id)
}

func findNext(ctx context.Context, tx *db.Tx) (Meeting, error) {
	return db.One[Meeting](ctx, tx, "SELECT "+meetingColumns+" FROM meetings WHERE state IN ('preparing', 'in_session') ORDER BY held_on, id LIMIT 1")
}

// lastRegular is the latest regular meeting that was not cancelled.
func lastRegular(ctx context.Context, tx *db.Tx) (Meeting, error) {
	return db.One[Meeting](ctx, tx, "SELECT "+meetingColumns+" FROM meetings WHERE kind = 'regular' AND state <> 'cancelled' ORDER BY held_on DESC, id DESC LIMIT 1")
}

func countExtraordinary(ctx context.Context, tx *db.Tx, period string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT count(*) FROM meetings WHERE kind = 'extraordinary' AND period = $1", period)
}

func updateMeeting(ctx context.Context, tx *db.Tx, m *Meeting, who string) error {
	was := m.Version
	m.Version, m.UpdatedAt, m.UpdatedBy = was+1, tx.NowMS(), who
	n, err := tx.Exec(ctx, `UPDATE meetings SET number=$1, title=$2, held_on=$3, held_at=$4, place=$5, chair_staff_id=$6, chair_name=$7, state=$8, version=$9,
		minutes_sha256=$10, updated_at=$11, updated_by=$12 WHERE id=$13 AND version=$14`,
		m.Number, m.Title, m.HeldOn, m.HeldAt, m.Place, m.ChairStaffID, m.ChairName, m.State, m.Version, m.MinutesSHA256, m.UpdatedAt, m.UpdatedBy, m.ID, was)
	if err != nil || n > 0 {
		return err
	}
	now, err := findMeeting(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	return stale(now)
}

func findSeats(ctx context.Context, tx *db.Tx, meetingID string) ([]Seat, error) {
	return db.All[Seat](ctx, tx, `SELECT id, meeting_id, org_id, org_path, org_name, department, staff_id, name, voting, present
		FROM meeting_seats WHERE meeting_id = $1 ORDER BY id`, meetingID)
}

func updateSeat(ctx context.Context, tx *db.Tx, s Seat) error {
	return tx.ExecOne(ctx, errs.New(errs.NotFound, "not_found"),
		"UPDATE meeting_seats SET present=$1, staff_id=$2, name=$3 WHERE id=$4 AND meeting_id=$5", s.Present, s.StaffID, s.Name, s.ID, s.MeetingID)
}

func moveSeat(ctx context.Context, tx *db.Tx, s Seat) error {
	return tx.ExecOne(ctx, errs.New(errs.NotFound, "not_found"),
		"UPDATE meeting_seats SET org_id=$1, org_path=$2, org_name=$3, department=$4, staff_id=$5, name=$6, present=$7 WHERE id=$8",
		s.OrgID, s.OrgPath, s.OrgName, s.Department, s.StaffID, s.Name, s.Present, s.ID)
}

const motionColumns = `id, meeting_id, no, kind, case_id, urgent_id, title, text, proposer_org_id, proposer_name, proposer_department, amount_fen, detail,
	state, version, touched_by, touched_at`

func findMotions(ctx context.Context, tx *db.Tx, meetingID string) ([]Motion, error) {
	return db.All[Motion](ctx, tx, "SELECT "+motionColumns+" FROM motions WHERE meeting_id = $1 ORDER BY no", meetingID)
}

func findMotion(ctx context.Context, tx *db.Tx, id string) (Motion, error) {
	return db.One[Motion](ctx, tx, "SELECT "+motionColumns+" FROM motions WHERE id = $1", id)
}

// findOnAgenda gives the cases and urgent payments that stand open on any agenda.
func findOnAgenda(ctx context.Context, tx *db.Tx) ([]Motion, error) {
	return db.All[Motion](ctx, tx, "SELECT "+motionColumns+" FROM motions WHERE state = 'open' AND kind <> 'rule'")
}

func lastNo(ctx context.Context, tx *db.Tx, meetingID string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT COALESCE(max(no), 0) FROM motions WHERE meeting_id = $1", meetingID)
}

// decideMotion closes a motion if nobody has touched it since the version was read.
func decideMotion(ctx context.Context, tx *db.Tx, m Motion) error {
	return tx.ExecOne(ctx, votesChanged(m),
		"UPDATE motions SET state = 'decided', version = version + 1, amount_fen = $1, detail = $2, touched_by = $3, touched_at = $4 WHERE id = $5 AND state = 'open' AND version = $6",
		m.AmountFen, m.Detail, m.TouchedBy, m.TouchedAt, m.ID, m.Version)
}

func dropMotion(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, "DELETE FROM motion_voices WHERE motion_id = $1", id); err != nil {
		return err
	}
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "meeting.decided"), "DELETE FROM motions WHERE id = $1 AND state = 'open'", id)
}

func touchMotion(ctx context.Context, tx *db.Tx, id, who string) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "meeting.decided"),
		"UPDATE motions SET version = version + 1, touched_by = $1, touched_at = $2 WHERE id = $3 AND state = 'open'", who, tx.NowMS(), id)
}

func touchOpen(ctx context.Context, tx *db.Tx, meetingID, who string) error {
	_, err := tx.Exec(ctx, "UPDATE motions SET version = version + 1, touched_by = $1, touched_at = $2 WHERE meeting_id = $3 AND state = 'open'", who, tx.NowMS(), meetingID)
	return err
}

func updateDetail(ctx context.Context, tx *db.Tx, m Motion, who string) error {
	return tx.ExecOne(ctx, votesChanged(m),
		"UPDATE motions SET detail = $1, version = version + 1, touched_by = $2, touched_at = $3 WHERE id = $4 AND state = 'open' AND version = $5",
		m.Detail, who, tx.NowMS(), m.ID, m.Version)
}

const voiceColumns = "v.motion_id, v.seat_id, v.opinion, v.stance, v.recused, v.recused_kind, v.recused_why, v.vote, v.dissent, v.voted_by, v.voted_at"

func findVoices(ctx context.Context, tx *db.Tx, motionID string) ([]Voice, error) {
	return db.All[Voice](ctx, tx, "SELECT "+voiceColumns+" FROM motion_voices v WHERE v.motion_id = $1 ORDER BY v.seat_id", motionID)
}

func findAllVoices(ctx context.Context, tx *db.Tx, meetingID string) (map[string][]Voice, error) {
	out := map[string][]Voice{}
	err := db.Each(ctx, tx, func(v Voice) error {
		out[v.MotionID] = append(out[v.MotionID], v)
		return nil
	}, "SELECT "+voiceColumns+" FROM motion_voices v JOIN motions m ON m.id = v.motion_id WHERE m.meeting_id = $1 ORDER BY v.motion_id, v.seat_id", meetingID)
	return out, err
}

func putVoice(ctx context.Context, tx *db.Tx, v Voice) error {
	_, err := tx.Exec(ctx, `INSERT INTO motion_voices (motion_id, seat_id, opinion, stance, recused, recused_kind, recused_why, vote, dissent, voted_by, voted_at)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11) ON CONFLICT (motion_id, seat_id) DO UPDATE SET opinion = excluded.opinion, stance = excluded.stance,
		recused = excluded.recused, recused_kind = excluded.recused_kind, recused_why = excluded.recused_why, vote = excluded.vote,
		dissent = excluded.dissent, voted_by = excluded.voted_by, voted_at = excluded.voted_at`,
		v.MotionID, v.SeatID, v.Opinion, v.Stance, v.Recused, v.RecusedKind, v.RecusedWhy, v.Vote, v.Dissent, v.VotedBy, v.VotedAt)
	return err
}

const resolutionColumns = "id, motion_id, meeting_id, case_id, number, result, text, amount_fen, yes, reserved, no, abstained, recused, absent, made_by, made_at"

func findResolutions(ctx context.Context, tx *db.Tx, meetingID string) (map[string]Resolution, error) {
	out := map[string]Resolution{}
	err := db.Each(ctx, tx, func(r Resolution) error {
		r.Voters = r.Yes + r.Reserved + r.No + r.Abstained
		out[r.MotionID] = r
		return nil
	}, "SELECT "+resolutionColumns+" FROM resolutions WHERE meeting_id = $1", meetingID)
	return out, err
}
