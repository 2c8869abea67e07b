package order

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/web"
	"yice/internal/module/fund"
)

// NettingShown is a netting with names and what the actor may do.
type NettingShown struct {
	Netting
	StateText string   `json:"state_text"`
	FromFund  string   `json:"from_fund"`
	ToFund    string   `json:"to_fund"`
	Purpose   string   `json:"purpose" doc:"of the payment that has to come back"`
	Can       []string `json:"can"`
}

// ClaimShown is what a household owes to another fund than the order's, and how much of it the order could settle.
type ClaimShown struct {
	RecoveryID string `json:"recovery_id"`
	OrderID    string `json:"order_id" doc:"the payment that has to come back"`
	CaseNo     string `json:"case_no"`
	Purpose    string `json:"purpose"`
	Period     string `json:"period" doc:"in words"`
	FundID     string `json:"fund_id"`
	FundName   string `json:"fund_name"`
	OpenFen    int64  `json:"open_fen"`
	NetFen     int64  `json:"net_fen"`
	Consent    bool   `json:"consent" doc:"the paying fund is restricted and its donor did not allow this purpose or household: he has to agree in writing"`
	Donor      string `json:"donor"`
	Agreement  string `json:"agreement"`
	Against    string `json:"against" enum:"recovery_open,net_payers,net_exempt,net_kept,net_nothing," doc:"why it cannot be netted now"`
}

// nettingsTx shows the nettings of an order and, while it waits and to who may ask, what else could be netted.
func (s *Service) nettingsTx(ctx context.Context, tx *db.Tx, o Order) ([]NettingShown, []ClaimShown, error) {
	list, err := findNettings(ctx, tx, []string{o.ID})
	if err != nil {
		return nil, nil, err
	}
	a := authz.From(ctx)
	shown, offers := make([]NettingShown, 0, len(list)), []ClaimShown{}
	for _, n := range list {
		one := NettingShown{Netting: n, StateText: label(ctx, s.nettings.StateText[n.State]), Can: Can(s.nettings, n.State, a)}
		if one.FromFund, one.ToFund, one.Purpose, err = s.namesOf(ctx, tx, n); err != nil {
			return nil, nil, err
		}
		if !n.across() || o.BatchID != "" || o.State != OrderWaiting && o.State != OrderHeld {
			one.Can = []string{}
		}
		if n.AskedByID == a.Hand() {
			one.Can = without(without(one.Can, actAgree), actDecline)
		}
		if o.State != OrderWaiting {
			one.Can = without(one.Can, actAgree)
		}
		shown = append(shown, one)
	}
	if o.State != OrderWaiting || !a.Has(fund.PermMake) {
		return shown, offers, nil
	}
	claims, err := s.claimsTx(ctx, tx, o)
	for _, c := range claims {
		one := ClaimShown{
			RecoveryID: c.recovery.ID, OrderID: c.first.ID, CaseNo: c.first.CaseNo, Purpose: c.first.Purpose, Period: PeriodWord(c.first.Period).In(web.Language(ctx)), FundID: c.to.ID, FundName: c.to.Name,
			OpenFen: c.recovery.OpenFen(), NetFen: c.fen, Consent: c.consent, Donor: c.from.Donor, Agreement: c.from.Agreement,
		}
		if c.against != "" {
			one.Against = c.against[len("fund."):]
		}
		offers = append(offers, one)
	}
	return shown, offers, err
}

func (s *Service) namesOf(ctx context.Context, tx *db.Tx, n Netting) (from, to, purpose string, err error) {
	f, err := s.funds.FundTx(ctx, tx, n.FromFundID)
	if err != nil {
		return "", "", "", err
	}
	t, err := s.funds.FundTx(ctx, tx, n.ToFundID)
	if err != nil {
		return "", "", "", err
	}
	o, err := findOrder(ctx, tx, n.Recovered)
	return f.Name, t.Name, o.Purpose, err
}
