package meeting

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const meetingColumns = `id, number, kind, period, title, held_on, held_at, place, chair_staff_id, chair_name, state, version, minutes_sha256,
	minutes_file_id, made_at, updated_at, updated_by`

func findMeetings(ctx context.Context, tx *db.Tx, state string, p db.Page) ([]Meeting, string, error) {
	q := db.NewQuery("SELECT "+meetingColumns+" FROM meetings WHERE 1=1").If(state != "", " AND state = ?", state)
	s, err := p.Order(map[string]db.Sort{"held": {Column: "held_on", ID: "id"}}, "-held")
	if err != nil {
		return nil, "", err
	}
	if err := q.Keyset(s, p); err != nil {
		return nil, "", err
	}
	rows, err := db.All[Meeting](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	rows, next := db.Cut(p, rows, func(m Meeting) (any, string) { return m.HeldOn, m.ID })
	return rows, next, nil
}

func countMeetings(ctx context.Context, tx *db.Tx, state string) (int64, error) {
	q := db.NewQuery("SELECT count(*) FROM meetings WHERE 1=1").If(state != "", " AND state = ?", state)
	return db.One[int64](ctx, tx, q.Text(), q.Args()...)
}

func findMeeting(ctx context.Context, tx *db.Tx, id string) (Meeting, error) {
	return db.One[Meeting](ctx, tx, "SELECT "+meetingColumns+" FROM meetings WHERE id = $1", id)
}

func findNext(ctx context.Context, tx *db.Tx) (Meeting, error) {
	return db.One[Meeting](ctx, tx, "SELECT "+meetingColumns+" FROM meetings WHERE state IN ('preparing', 'in_session') ORDER BY held_on, id LIMIT 1")
}

func updateMeeting(ctx context.Context, tx *db.Tx, m *Meeting, who string) error {
	was := m.Version
	m.Version, m.UpdatedAt, m.UpdatedBy = was+1, tx.NowMS(), who
	n, err := tx.Exec(ctx, `UPDATE meetings SET title=$1, held_on=$2, held_at=$3, place=$4, chair_staff_id=$5, chair_name=$6, state=$7, version=$8,
		minutes_sha256=$9, minutes_file_id=$10, updated_at=$11, updated_by=$12 WHERE id=$13 AND version=$14`,
		m.Title, m.HeldOn, m.HeldAt, m.Place, m.ChairStaffID, m.ChairName, m.State, m.Version, m.MinutesSHA256, m.MinutesFileID, m.UpdatedAt, m.UpdatedBy, m.ID, was)
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "busy")
	}
	return err
}

func findSeats(ctx context.Context, tx *db.Tx, meetingID string) ([]Seat, error) {
	return db.All[Seat](ctx, tx, `SELECT id, meeting_id, org_id, org_path, org_name, department, staff_id, name, voting, present
		FROM meeting_seats WHERE meeting_id = $1 ORDER BY id`, meetingID)
}

func setPresent(ctx context.Context, tx *db.Tx, meetingID, seatID string, present bool, staffID, name string) error {
	return tx.ExecOne(ctx, errs.New(errs.NotFound, "not_found"),
		"UPDATE meeting_seats SET present=$1, staff_id=$2, name=$3 WHERE id=$4 AND meeting_id=$5", present, staffID, name, seatID, meetingID)
}

const motionColumns = "id, meeting_id, no, kind, case_id, urgent_id, title, text, proposer_org_id, proposer_name, proposer_department, amount_fen, state, version"

func findMotions(ctx context.Context, tx *db.Tx, meetingID string) ([]Motion, error) {
	return db.All[Motion](ctx, tx, "SELECT "+motionColumns+" FROM motions WHERE meeting_id = $1 ORDER BY no", meetingID)
}

func findMotion(ctx context.Context, tx *db.Tx, id string) (Motion, error) {
	return db.One[Motion](ctx, tx, "SELECT "+motionColumns+" FROM motions WHERE id = $1", id)
}

func lastNo(ctx context.Context, tx *db.Tx, meetingID string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT COALESCE(max(no), 0) FROM motions WHERE meeting_id = $1", meetingID)
}

func closeMotion(ctx context.Context, tx *db.Tx, id string, version int64) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "meeting.decided"),
		"UPDATE motions SET state = 'decided', version = version + 1 WHERE id = $1 AND state = 'open' AND version = $2", id, version)
}

func dropMotion(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, "DELETE FROM motion_voices WHERE motion_id = $1", id); err != nil {
		return err
	}
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "meeting.decided"), "DELETE FROM motions WHERE id = $1 AND state = 'open'", id)
}

func touchMotion(ctx context.Context, tx *db.Tx, id string) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "meeting.decided"), "UPDATE motions SET version = version + 1 WHERE id = $1 AND state = 'open'", id)
}

const voiceColumns = "motion_id, seat_id, opinion, stance, recused, recused_why, vote, dissent, voted_by, voted_at"

func findVoices(ctx context.Context, tx *db.Tx, motionID string) ([]Voice, error) {
	return db.All[Voice](ctx, tx, "SELECT "+voiceColumns+" FROM motion_voices WHERE motion_id = $1 ORDER BY seat_id", motionID)
}

func putVoice(ctx context.Context, tx *db.Tx, v Voice) error {
	_, err := tx.Exec(ctx, `INSERT INTO motion_voices (motion_id, seat_id, opinion, stance, recused, recused_why, vote, dissent, voted_by, voted_at)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT (motion_id, seat_id) DO UPDATE SET opinion = excluded.opinion, stance = excluded.stance,
		recused = excluded.recused, recused_why = excluded.recused_why, vote = excluded.vote, dissent = excluded.dissent,
		voted_by = excluded.voted_by, voted_at = excluded.voted_at`,
		v.MotionID, v.SeatID, v.Opinion, v.Stance, v.Recused, v.RecusedWhy, v.Vote, v.Dissent, v.VotedBy, v.VotedAt)
	return err
}

const resolutionColumns = "id, motion_id, meeting_id, case_id, number, result, text, amount_fen, yes, reserved, no, abstained, recused, absent, made_by, made_at"

func findResolution(ctx context.Context, tx *db.Tx, motionID string) (Resolution, error) {
	return db.One[Resolution](ctx, tx, "SELECT "+resolutionColumns+" FROM resolutions WHERE motion_id = $1", motionID)
}

func findResolutionsOf(ctx context.Context, tx *db.Tx, caseID string) ([]Resolution, error) {
	return db.All[Resolution](ctx, tx, "SELECT "+resolutionColumns+" FROM resolutions WHERE case_id = $1 ORDER BY id", caseID)
}
