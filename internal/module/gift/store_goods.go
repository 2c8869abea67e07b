package gift

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const handoutColumns = "id, no, collection_id, case_id, case_no, household_id, household, line, pieces, value_fen, handed_on, receiver, file_id, note, state, tx_id, made_at, " +
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
		"updated_at = $5, updated_by = $6 WHERE id = $7 AND version = $8", h.State, h.ConfirmedAt, h.ConfirmedBy, h.Reason, tx.NowMS(), authz.From(ctx).Who(), h.ID, h.Version)
	h.Version++
	h.UpdatedAt, h.UpdatedBy = tx.NowMS(), authz.From(ctx).Who()
	return err
}

const goodsColumns = "collection_id, line, name, pieces, unit, value_fen, evidence_no, back_fen, back_pieces"

func insertGoods(ctx context.Context, tx *db.Tx, lines []GoodsLine) error {
	return db.InsertMany(ctx, tx, "gift_goods", lines)
}

func findGoods(ctx context.Context, tx *db.Tx, collectionID string) ([]GoodsLine, error) {
	return db.All[GoodsLine](ctx, tx, "SELECT "+goodsColumns+" FROM gift_goods WHERE collection_id = $1 ORDER BY line", collectionID)
}

func findGoodsLine(ctx context.Context, tx *db.Tx, collectionID string, line int64) (GoodsLine, error) {
	return db.One[GoodsLine](ctx, tx, "SELECT "+goodsColumns+" FROM gift_goods WHERE collection_id = $1 AND line = $2", collectionID, line)
}

// findGoodsOf reads the lines of many deliveries.
func findGoodsOf(ctx context.Context, tx *db.Tx, collections []string) (map[string][]GoodsLine, error) {
	out := map[string][]GoodsLine{}
	for len(collections) > 0 {
		n := min(len(collections), maxIDs)
		q := db.NewQuery("SELECT " + goodsColumns + " FROM gift_goods WHERE ")
		db.In(q, "collection_id", collections[:n])
		q.Add(" ORDER BY collection_id, line")
		err := db.Each(ctx, tx, func(l GoodsLine) error { out[l.CollectionID] = append(out[l.CollectionID], l); return nil }, q.Text(), q.Args()...)
		if err != nil {
			return nil, err
		}
		collections = collections[n:]
	}
	return out, nil
}

// giveBack counts on a line what went back to the donor.
func giveBack(ctx context.Context, tx *db.Tx, l GoodsLine, pieces, fen int64) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"), "UPDATE gift_goods SET back_fen = back_fen + $1, back_pieces = back_pieces + $2 "+
		"WHERE collection_id = $3 AND line = $4", fen, pieces, l.CollectionID, l.Line)
}

// countEvidence counts deliveries and other collections of a fund that a number stands for; an empty one stands for none.
func countEvidence(ctx context.Context, tx *db.Tx, fundID, no string) (int64, error) {
	if no == "" {
		return 0, nil
	}
	return db.One[int64](ctx, tx, "SELECT COUNT(*) FROM gift_collections c WHERE c.fund_id = $1 AND c.state <> 'cancelled' AND (c.evidence_no = $2 OR "+
		"EXISTS (SELECT 1 FROM gift_goods l WHERE l.evidence_no = $2 AND l.evidence_no <> '' AND l.collection_id = c.id))", fundID, no)
}

// handedOfLine is the value of what of a line was handed out, and how often.
type handedOfLine struct {
	N        int64 `db:"n"`
	ValueFen int64 `db:"value_fen"`
}

func findHandedOfLine(ctx context.Context, tx *db.Tx, l GoodsLine) (handedOfLine, error) {
	return db.One[handedOfLine](ctx, tx, "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(value_fen), 0) AS BIGINT) AS value_fen FROM gift_handouts "+
		"WHERE collection_id = $1 AND line = $2 AND state <> 'returned'", l.CollectionID, l.Line)
}

func firstGiftOf(ctx context.Context, tx *db.Tx, collectionID string) (string, error) {
	return db.One[string](ctx, tx, "SELECT COALESCE(MIN(id), '') FROM gifts WHERE collection_id = $1", collectionID)
}

// handed sums up what was handed out before a day.
type handed struct {
	Pieces   int64 `db:"pieces"`
	ValueFen int64 `db:"value_fen"`
}

func sumHanded(ctx context.Context, tx *db.Tx, before string) (handed, error) {
	return db.One[handed](ctx, tx, "SELECT CAST(COALESCE(SUM(pieces), 0) AS BIGINT) AS pieces, CAST(COALESCE(SUM(value_fen), 0) AS BIGINT) AS value_fen "+
		"FROM gift_handouts WHERE state <> 'returned' AND handed_on < $1", before)
}

func findDelivered(ctx context.Context, tx *db.Tx, collectionID, before string) ([]StoryGoods, error) {
	return db.All[StoryGoods](ctx, tx, "SELECT l.name, l.unit, l.pieces - l.back_pieces AS pieces, CAST(COALESCE(SUM(h.pieces), 0) AS BIGINT) AS handed, "+
		"CAST(COALESCE(SUM(h.value_fen), 0) AS BIGINT) AS handed_fen, COUNT(DISTINCT h.household_id) AS households FROM gift_goods l "+
		"LEFT JOIN gift_handouts h ON h.collection_id = l.collection_id AND h.line = l.line AND h.state <> 'returned' AND h.handed_on < $2 "+
		"WHERE l.collection_id = $1 AND l.back_fen < l.value_fen GROUP BY l.line, l.name, l.unit, l.pieces, l.back_pieces ORDER BY l.line", collectionID, before)
}

// findKinds sums up goods by kind, of one campaign or of all when it is empty; the most valuable first.
func findKinds(ctx context.Context, tx *db.Tx, campaignID, before string) ([]GoodsKind, error) {
	return db.All[GoodsKind](ctx, tx, "SELECT l.name, l.unit, CAST(SUM(l.pieces - l.back_pieces) AS BIGINT) AS pieces, "+
		"CAST(SUM(l.value_fen - l.back_fen) AS BIGINT) AS value_fen, CAST(SUM(COALESCE(h.pieces, 0)) AS BIGINT) AS handed, "+
		"CAST(SUM(COALESCE(h.value_fen, 0)) AS BIGINT) AS handed_fen FROM gift_goods l JOIN gift_collections c ON c.id = l.collection_id AND c.state = 'received' "+
		"LEFT JOIN (SELECT collection_id, line, SUM(pieces) AS pieces, SUM(value_fen) AS value_fen FROM gift_handouts WHERE state <> 'returned' AND handed_on < $2 "+
		"GROUP BY collection_id, line) h ON h.collection_id = l.collection_id AND h.line = l.line WHERE ($1 = '' OR c.campaign_id = $1) AND l.back_fen < l.value_fen "+
		"GROUP BY l.name, l.unit ORDER BY SUM(l.value_fen - l.back_fen) DESC, l.name, l.unit", campaignID, before)
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
