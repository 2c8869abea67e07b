package gift

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yice/internal/core/ledger"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// GoodsLine is one kind of goods of a delivery: so many pieces, worth ValueFen together by the evidence of the delivery, or by EvidenceNo of
// its own. Back is what of it was given back to the donor.
type GoodsLine struct {
	CollectionID string `db:"collection_id" json:"-"`
	Line         int64  `db:"line" json:"line" doc:"1, 2, … within its delivery"`
	Name         string `db:"name" json:"name"`
	Pieces       int64  `db:"pieces" json:"pieces"`
	Unit         string `db:"unit" json:"unit" doc:"what a piece is: 箱, 袋"`
	ValueFen     int64  `db:"value_fen" json:"value_fen" doc:"of all its pieces"`
	EvidenceNo   string `db:"evidence_no" json:"evidence_no" doc:"of its own; empty: the delivery's"`
	BackFen      int64  `db:"back_fen" json:"back_fen"`
	BackPieces   int64  `db:"back_pieces" json:"back_pieces"`
}

func (l GoodsLine) back() bool { return l.BackFen == l.ValueFen }

func (l GoodsLine) String() string { return fmt.Sprintf("%s %d %s", l.Name, l.Pieces, l.Unit) }

// ReceivedGoods is one kind of goods as it came in.
type ReceivedGoods struct {
	Name       string `json:"name" minLength:"1" maxLength:"60"`
	Pieces     int64  `json:"pieces" minimum:"1" maximum:"1000000"`
	Unit       string `json:"unit,omitempty" maxLength:"10" doc:"what a piece is: 箱, 袋; 件 when not given"`
	ValueFen   int64  `json:"value_fen" minimum:"1" doc:"of all its pieces"`
	EvidenceNo string `json:"evidence_no,omitempty" maxLength:"60" doc:"of the invoice or appraisal of this kind alone"`
}

const (
	maxLines  = 100
	maxPieces = 1_000_000
)

// checkLines tells what is wrong with the lines of a delivery and tidies them up. A delivery without an evidence number of its own takes that
// of its first line, when every line has one.
func (in *Receiving) checkLines(bad func(path, code string)) {
	if in.Channel != Goods {
		in.Lines = nil
		return
	}
	if len(in.Lines) == 0 || len(in.Lines) > maxLines {
		bad("lines", "gift.required")
		return
	}
	sum, own := int64(0), true
	for i := range in.Lines {
		l, at := &in.Lines[i], fmt.Sprintf("lines[%d].", i)
		if l.Name = strings.TrimSpace(l.Name); l.Name == "" {
			bad(at+"name", "gift.required")
		}
		l.Unit = or(strings.TrimSpace(l.Unit), "件")
		if l.Pieces < 1 || l.Pieces > maxPieces {
			bad(at+"pieces", "gift.pieces")
		}
		if l.ValueFen <= 0 || l.ValueFen > ledger.MaxAmount {
			bad(at+"value_fen", "gift.amount")
			continue
		}
		sum += l.ValueFen
		l.EvidenceNo = strings.TrimSpace(l.EvidenceNo)
		own = own && l.EvidenceNo != ""
	}
	if sum != in.AmountFen {
		bad("amount_fen", "gift.lines_sum")
	}
	if own {
		in.EvidenceNo = or(in.EvidenceNo, in.Lines[0].EvidenceNo)
	}
}

// linesTx keeps the lines of a delivery. Several kinds belong to one donor, whose receipt lists them; evidence counts once a fund.
func linesTx(ctx context.Context, tx *db.Tx, c Collection, in []ReceivedGoods) ([]GoodsLine, error) {
	if len(in) > 1 && c.PledgeCount > 1 {
		return nil, errs.InvalidField("lines", "gift.lines_one_donor")
	}
	out := make([]GoodsLine, len(in))
	for i, l := range in {
		out[i] = GoodsLine{CollectionID: c.ID, Line: int64(i) + 1, Name: l.Name, Pieces: l.Pieces, Unit: l.Unit, ValueFen: l.ValueFen, EvidenceNo: l.EvidenceNo}
	}
	return out, insertGoods(ctx, tx, out)
}

// notYetTx refuses evidence that valued goods of another delivery to the fund.
func notYetTx(ctx context.Context, tx *db.Tx, fundID string, in Receiving) error {
	if in.Channel == Goods {
		for i, l := range in.Lines {
			n, err := countEvidence(ctx, tx, fundID, l.EvidenceNo)
			if err != nil {
				return err
			}
			if n > 0 {
				return errs.InvalidField(fmt.Sprintf("lines[%d].evidence_no", i), "gift.evidence_taken")
			}
		}
	}
	n, err := countEvidence(ctx, tx, fundID, in.EvidenceNo)
	if err == nil && n > 0 {
		err = errs.New(errs.Conflict, "gift.evidence_taken")
	}
	return err
}

// countedTx compares the second person's count of each line with the first one.
func countedTx(ctx context.Context, tx *db.Tx, c Collection, pieces []int64) error {
	if c.Channel != Goods {
		return nil
	}
	lines, err := findGoods(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if len(pieces) == 0 && len(lines) == 1 {
		return nil // one kind of goods is told by its value alone, as the evidence has it
	}
	if len(pieces) != len(lines) {
		return errs.InvalidField("pieces", "gift.required")
	}
	for i, l := range lines {
		if pieces[i] != l.Pieces {
			return errs.New(errs.Conflict, "gift.pieces_differ", "goods", l.Name, "first", l.Pieces, "second", pieces[i], "unit", l.Unit)
		}
	}
	return nil
}

// saidGoods names the lines in a row: 大米 200 袋、食用油 100 瓶.
func saidGoods(lines []GoodsLine) string {
	words := make([]string, len(lines))
	for i, l := range lines {
		words[i] = l.String()
	}
	return strings.Join(words, "、")
}

// ReceiptLine is a line of goods on a receipt. StandardFen is the value of a piece, 0 where the value does not divide evenly.
type ReceiptLine struct {
	Name        string `json:"name"`
	Unit        string `json:"unit"`
	Pieces      int64  `json:"pieces"`
	StandardFen int64  `json:"standard_fen"`
	AmountFen   int64  `json:"amount_fen"`
	EvidenceNo  string `json:"evidence_no"`
}

// receiptLines are what a receipt of a delivery lists. Where several donors share a delivery nobody's share is counted in pieces, and none is
// listed.
func receiptLines(c Collection, lines []GoodsLine) []ReceiptLine {
	out := []ReceiptLine{}
	if c.PledgeCount > 1 {
		return out
	}
	for _, l := range lines {
		if l.back() {
			continue
		}
		r := ReceiptLine{Name: l.Name, Unit: l.Unit, Pieces: l.Pieces, AmountFen: l.ValueFen, EvidenceNo: or(l.EvidenceNo, c.EvidenceNo)}
		if l.ValueFen%l.Pieces == 0 {
			r.StandardFen = l.ValueFen / l.Pieces
		}
		out = append(out, r)
	}
	return out
}

// named names the kinds of goods without their number.
func named(lines []GoodsLine) string {
	words := make([]string, len(lines))
	for i, l := range lines {
		words[i] = l.Name
	}
	return strings.Join(words, "、")
}

// of are the lines with these numbers.
func of(lines []GoodsLine, numbers []int64) []GoodsLine {
	var out []GoodsLine
	for _, l := range lines {
		if slices.Contains(numbers, l.Line) {
			out = append(out, l)
		}
	}
	return out
}
