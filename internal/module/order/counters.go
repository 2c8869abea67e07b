package order

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/fund"
)

// Counter is a benefit that another department or scheme gave before and that counts against caps. SourceID is the id of
// the caller's record; counting it again replaces it, an amount of 0 takes it out. Funder is a department or scheme code.
type Counter struct {
	SourceID    string
	CaseID      string
	HouseholdID string
	PersonID    string
	Purpose     string
	Year        string
	AmountFen   int64
	Funder      string
	Project     string
}

// Counted is what one funder gave or promised to a subject for a purpose in a year. Paid is the part that was paid; for
// earlier benefits all of it.
type Counted struct {
	Funder    string `db:"funder" json:"funder"`
	AmountFen int64  `db:"amount_fen" json:"amount_fen"`
	PaidFen   int64  `db:"paid_fen" json:"paid_fen"`
}

// CountTx counts a benefit of another department. Codes: fund.required, fund.amount, fund.purpose_unknown.
func (s *Service) CountTx(ctx context.Context, tx *db.Tx, c Counter) error {
	switch {
	case c.SourceID == "" || c.HouseholdID == "" || len(c.Year) != 4 || c.Funder == "":
		return errs.InvalidField("counter", "fund.required")
	case c.AmountFen < 0:
		return errs.InvalidField("amount_fen", "fund.amount")
	case !fund.Has(fund.Purposes(), c.Purpose):
		return errs.InvalidField("purpose", "fund.purpose_unknown")
	}
	return saveBenefit(ctx, tx, c)
}

// CountersTx sums what a subject (a person or a household; a household counts all its members) got or was promised for a
// purpose ("" for all) in a year over all funders: live orders by department, and earlier benefits by funder.
func (s *Service) CountersTx(ctx context.Context, tx *db.Tx, subjectID, purpose, year string) ([]Counted, error) {
	return findCounters(ctx, tx, subjectID, purpose, year)
}

// HighestTx is the highest sum that any one person (or household) really received for a purpose within a year over all
// funders, in fen; an empty year looks at all years, each by itself.
func (s *Service) HighestTx(ctx context.Context, tx *db.Tx, purpose, year string, byHousehold bool) (int64, error) {
	return findHighest(ctx, tx, purpose, year, byHousehold)
}

// Earlier is what another department may learn of a payment: never more than this.
type Earlier struct {
	Department string `db:"department" json:"department"`
	Project    string `db:"project" json:"project"`
	Period     string `db:"period" json:"period"`
	AmountFen  int64  `db:"amount_fen" json:"amount_fen"`
}

// EarlierTx lists what a subject got or was promised for a purpose in a year, for the check before an approval.
func (s *Service) EarlierTx(ctx context.Context, tx *db.Tx, subjectID, purpose, year string) ([]Earlier, error) {
	return findEarlier(ctx, tx, subjectID, purpose, year)
}
