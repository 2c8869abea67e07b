package gift

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const handoutColumns = "id, no, collection_id, case_id, case_no, household_id, household, pieces, value_fen, handed_on, receiver, file_id, note, state, tx_id, made_at, " +
	"made_by, made_by_id, confirmed_at, confirmed_by, reason, version, updated_at, updated_by"

func insertHandout(ctx context.Context, tx *db.Tx, h Handout) error {
	return tx.Insert(ctx, "gift_handouts", h)
}

func findHandout(ctx context.Context, tx *db.Tx, id string) (Handout, error) {
	return db.One[Handout](ctx, tx, "SELECT "+handoutColumns+" FROM gift_handouts WHERE id = $1", id)
}

// findHandouts reads what of a delivery was handed out, the latest first.
func findHandouts(ctx context.Context, tx *db.Tx, collectionID string) ([]Handout, error) {
	return db.All[Handout](ctx, tx, "SELECT "+handoutColumns+" FROM gift_handouts WHERE collection_id = $1 ORDER BY id DESC LIMIT 1000", collectionID)
}

func updateHandout(ctx context.Context, tx *db.Tx, h *Handout) error {
	err := tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"), "UPDATE gift_handouts SET state = $1, confirmed_at = $2, confirmed_by = $3, reason = $4, version = version + 1, "+
		"updated_at = $5, updated_by = $6 WHERE id = $7 AND version = $8", h.State, h.ConfirmedAt, h.ConfirmedBy, h.Reason, tx.NowMS(), who(ctx), h.ID, h.Version)
	h.Version++
	h.UpdatedAt, h.UpdatedBy = tx.NowMS(), who(ctx)
	return err
}

// goodsGone is the value of what left the store of a delivery: handed out, or given back to its donors.
func goodsGone(ctx context.Context, tx *db.Tx, collectionID string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT CAST(COALESCE((SELECT SUM(value_fen) FROM gift_handouts WHERE collection_id = $1 AND state <> 'returned'), 0) + "+
		"COALESCE((SELECT SUM(amount_fen) FROM gifts WHERE collection_id = $1 AND state = 'refunded'), 0) AS BIGINT)", collectionID)
}

func countHandouts(ctx context.Context, tx *db.Tx, collectionID string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT COUNT(*) FROM gift_handouts WHERE collection_id = $1 AND state <> 'returned'", collectionID)
}

func firstGiftOf(ctx context.Context, tx *db.Tx, collectionID string) (string, error) {
	return db.One[string](ctx, tx, "SELECT COALESCE(MIN(id), '') FROM gifts WHERE collection_id = $1", collectionID)
}

// handed sums up what was handed out before a day: of one delivery, or of all when it is empty.
type handed struct {
	Pieces     int64 `db:"pieces"`
	ValueFen   int64 `db:"value_fen"`
	Households int64 `db:"households"`
}

func sumHanded(ctx context.Context, tx *db.Tx, collectionID, before string) (handed, error) {
	return db.One[handed](ctx, tx, "SELECT CAST(COALESCE(SUM(pieces), 0) AS BIGINT) AS pieces, CAST(COALESCE(SUM(value_fen), 0) AS BIGINT) AS value_fen, "+
		"COUNT(DISTINCT household_id) AS households FROM gift_handouts WHERE state <> 'returned' AND handed_on < $1 AND ($2 = '' OR collection_id = $2)", before, collectionID)
}

// findReports reads what campaigns told of their progress, the latest first; by campaign.
func findReports(ctx context.Context, tx *db.Tx) (map[string][]PublicReport, error) {
	rows, err := db.All[Disclosure](ctx, tx, "SELECT "+disclosureColumns+" FROM gift_disclosures WHERE state = 'published' AND report <> '' ORDER BY published_on DESC, id DESC")
	out := map[string][]PublicReport{}
	for _, d := range rows {
		out[d.CampaignID] = append(out[d.CampaignID], PublicReport{Kind: d.Kind, UpTo: d.UpTo, PublishedOn: d.PublishedOn, Text: d.Report})
	}
	return out, err
}
