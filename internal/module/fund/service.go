package fund

import (
	"context"
	"strings"

	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// Service is the room.
type Service struct {
	db     *db.DB
	orders Orders
	moves  *moves
}

// New builds the room; the room of the orders, which lies above, hands itself over by OnOrders before anything is read.
func New(x *db.DB) *Service { return &Service{db: x, moves: &moves{of: map[string][]Movement{}}} }

// Accounts of the ledger. A fund's money is one account, the bank's share of it another; a budget is a quota of its own
// commodity.
const (
	budgetFen = "CNY.budget"
	groupFund = "fund"
	groupBank = "bank"
	groupPlan = "budget"
)

func fundAccount(fundID string) string { return groupFund + "/" + fundID }

func bankAccount(fundID string) string { return groupBank + "/" + fundID }

func planAccount(fundID string) string { return groupPlan + "/" + fundID }

func budgetAccount(fundID, half string) string { return groupPlan + "/" + fundID + "/" + half }

func openGroups(ctx context.Context, tx *db.Tx) error {
	for _, a := range []ledger.Account{
		{Code: groupFund, Name: "资金", Commodity: ledger.CNY, Side: ledger.Credit, Group: true},
		{Code: groupBank, Name: "银行存款", Commodity: ledger.CNY, Side: ledger.Debit, Group: true},
		{Code: groupPlan, Name: "预算", Commodity: budgetFen, Side: ledger.Credit, Group: true},
	} {
		if err := ledger.OpenTx(ctx, tx, a); err != nil {
			return err
		}
	}
	return nil
}

func openAccounts(ctx context.Context, tx *db.Tx, f Fund) error {
	if err := openGroups(ctx, tx); err != nil {
		return err
	}
	err := ledger.OpenTx(ctx, tx, ledger.Account{
		Code: fundAccount(f.ID), Parent: groupFund, Name: f.Name, Commodity: ledger.CNY, Side: ledger.Credit, Floor: ledger.Bound(0),
	})
	if err != nil {
		return err
	}
	return ledger.OpenTx(ctx, tx, ledger.Account{
		Code: bankAccount(f.ID), Parent: groupBank, Name: f.Name, Commodity: ledger.CNY, Side: ledger.Debit, Floor: ledger.Bound(0),
	})
}

// NewFund describes a fund to open. Cases are ids of the only cases that it may pay for.
type NewFund struct {
	Code       string   `json:"code" minLength:"1" maxLength:"40"`
	Name       string   `json:"name" minLength:"1" maxLength:"80"`
	Source     string   `json:"source" maxLength:"30"`
	Restricted bool     `json:"restricted,omitempty"`
	Purposes   []string `json:"purposes,omitempty" maxItems:"20"`
	Cases      []string `json:"cases,omitempty" maxItems:"200"`
	Donor      string   `json:"donor,omitempty" maxLength:"100"`
	Agreement  string   `json:"agreement,omitempty" maxLength:"100" doc:"number of the agreement or document"`
	Payer      string   `json:"payer,omitempty" maxLength:"20" doc:"code of the account that pays, main when empty"`
	FromOn     string   `json:"from_on,omitempty" maxLength:"10"`
	ToOn       string   `json:"to_on,omitempty" maxLength:"10"`
	Note       string   `json:"note,omitempty" maxLength:"500"`
}

func (in NewFund) check() error {
	var f []errs.Field
	bad := func(path, code string) { f = append(f, errs.Field{Path: path, Code: code}) }
	if strings.TrimSpace(in.Code) == "" {
		bad("code", "fund.required")
	}
	if strings.TrimSpace(in.Name) == "" {
		bad("name", "fund.required")
	}
	if !Has(Sources(), in.Source) {
		bad("source", "fund.source_unknown")
	}
	for _, p := range in.Purposes {
		if !Has(Purposes(), p) {
			bad("purposes", "fund.purpose_unknown")
		}
	}
	if in.Restricted && len(in.Purposes)+len(in.Cases) == 0 {
		bad("purposes", "fund.restriction_missing")
	}
	if !in.Restricted && (len(in.Purposes)+len(in.Cases) > 0 || in.Source == "donation_restricted") {
		bad("restricted", "fund.restriction_mixed")
	}
	if in.FromOn != "" && !isDay(in.FromOn) {
		bad("from_on", "fund.date")
	}
	if in.ToOn != "" && (!isDay(in.ToOn) || in.ToOn < in.FromOn) {
		bad("to_on", "fund.date")
	}
	return errs.InvalidFields(f)
}

// Create opens a fund with its accounts. Needs PermManage. Codes: fund.required, fund.source_unknown,
// fund.purpose_unknown, fund.restriction_missing, fund.restriction_mixed, fund.date, fund.code_taken, fund.payer_unknown.
func (s *Service) Create(ctx context.Context, in NewFund) (f Fund, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		f, err = s.CreateTx(ctx, tx, in)
		return err
	})
	return f, err
}

// CreateTx is Create inside the caller's transaction.
func (s *Service) CreateTx(ctx context.Context, tx *db.Tx, in NewFund) (Fund, error) {
	if err := authz.Require(ctx, PermManage); err != nil {
		return Fund{}, err
	}
	if err := in.check(); err != nil {
		return Fund{}, err
	}
	if in.Payer == "" {
		in.Payer = "main"
	}
	if _, err := findPayer(ctx, tx, in.Payer); err != nil {
		return Fund{}, unknown(err, "payer", "fund.payer_unknown")
	}
	f := Fund{
		ID: id.New(tx.Now()), Code: strings.TrimSpace(in.Code), Name: strings.TrimSpace(in.Name), Source: in.Source, Restricted: in.Restricted,
		Purposes: in.Purposes, Cases: in.Cases, Donor: in.Donor, Agreement: in.Agreement, Payer: in.Payer, FromOn: in.FromOn, ToOn: in.ToOn,
		State: "open", Note: in.Note, MadeAt: tx.NowMS(), MadeBy: authz.From(ctx).Who(), Version: 1, UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who(),
	}
	if f.FromOn == "" {
		f.FromOn = tx.Today()
	}
	if err := insertFund(ctx, tx, f); err != nil {
		return Fund{}, err
	}
	if err := openAccounts(ctx, tx, f); err != nil {
		return Fund{}, err
	}
	return f, journal.Record(ctx, tx, journal.Event{
		Action: "fund.create", ObjectType: "fund", ObjectID: f.ID,
		Summary: "设立资金“" + f.Name + "”（" + WordOf(Sources(), f.Source) + "）", After: f,
	})
}

// SetState closes a fund for new orders, or opens it again. Needs PermManage and a reason. Codes: stale, fund.reason.
func (s *Service) SetState(ctx context.Context, fundID string, version int64, open bool, reason string) (f Fund, err error) {
	if err := authz.Require(ctx, PermManage); err != nil {
		return f, err
	}
	if strings.TrimSpace(reason) == "" {
		return f, errs.InvalidField("reason", "fund.reason")
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if f, err = findFund(ctx, tx, fundID); err != nil {
			return err
		}
		if f.Version != version {
			return stale(f.UpdatedBy, f.UpdatedAt)
		}
		before := f.State
		f.State = "closed"
		verb := "关闭"
		if open {
			f.State, verb = "open", "重新启用"
		}
		if err := updateFund(ctx, tx, &f); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "fund.set_state", ObjectType: "fund", ObjectID: f.ID, Summary: verb + "资金“" + f.Name + "”",
			Before: before, After: f.State, Reason: reason,
		})
	})
	return f, err
}

// Receipt is money that came in, with its evidence.
type Receipt struct {
	ID         string `db:"id" json:"id"`
	FundID     string `db:"fund_id" json:"fund_id"`
	AmountFen  int64  `db:"amount_fen" json:"amount_fen"`
	ReceivedOn string `db:"received_on" json:"received_on"`
	PayerName  string `db:"payer_name" json:"payer_name"`
	EvidenceNo string `db:"evidence_no" json:"evidence_no"`
	FileID     string `db:"file_id" json:"file_id"`
	Memo       string `db:"memo" json:"memo"`
	TxID       string `db:"tx_id" json:"tx_id"`
	ReversedTx string `db:"reversed_tx" json:"reversed_tx"`
	ReversedBy string `db:"reversed_by" json:"reversed_by"`
	Reason     string `db:"reason" json:"reason"`
	MadeAt     int64  `db:"made_at" json:"made_at"`
	MadeBy     string `db:"made_by" json:"made_by"`
	MadeByID   string `db:"made_by_id" json:"-"`
	Origin     string `db:"origin" json:"origin" doc:"what the money came in for where another room booked it: gift/<collection>"`
}

// Received describes money in. Evidence is the number of the voucher, ticket or bank notice; the same number counts once a
// fund.
type Received struct {
	AmountFen  int64  `json:"amount_fen"`
	ReceivedOn string `json:"received_on,omitempty" maxLength:"10"`
	PayerName  string `json:"payer_name" maxLength:"100"`
	EvidenceNo string `json:"evidence_no" maxLength:"60"`
	FileID     string `json:"file_id,omitempty" maxLength:"26"`
	Memo       string `json:"memo,omitempty" maxLength:"200"`
	Origin     string `json:"-"` // set by the room that books it
}

// Receive books money into a fund. Needs PermManage. Codes: fund.amount, fund.required, fund.date, fund.closed,
// fund.evidence_taken.
func (s *Service) Receive(ctx context.Context, fundID string, in Received) (r Receipt, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		r, err = s.ReceiveTx(ctx, tx, fundID, in)
		return err
	})
	return r, err
}

// ReceiveTx is Receive inside the caller's transaction.
func (s *Service) ReceiveTx(ctx context.Context, tx *db.Tx, fundID string, in Received) (Receipt, error) {
	if err := authz.Require(ctx, PermManage); err != nil {
		return Receipt{}, err
	}
	if in.ReceivedOn == "" {
		in.ReceivedOn = tx.Today()
	}
	if err := in.check(tx.Today()); err != nil {
		return Receipt{}, err
	}
	f, err := findFund(ctx, tx, fundID)
	if err != nil {
		return Receipt{}, err
	}
	if f.State != "open" {
		return Receipt{}, errs.New(errs.Conflict, "fund.closed", "fund", f.Name)
	}
	r := Receipt{
		ID: id.New(tx.Now()), FundID: f.ID, AmountFen: in.AmountFen, ReceivedOn: in.ReceivedOn, PayerName: strings.TrimSpace(in.PayerName),
		EvidenceNo: strings.TrimSpace(in.EvidenceNo), FileID: in.FileID, Memo: in.Memo, MadeAt: tx.NowMS(), MadeBy: authz.From(ctx).Who(), MadeByID: userID(ctx),
		Origin: in.Origin,
	}
	t, err := ledger.PostTx(ctx, tx, ledger.New{
		Key: "receipt/" + r.ID, EffectiveOn: r.ReceivedOn, Memo: "收款", Meta: map[string]string{"kind": "receipt", "receipt": r.ID},
		Postings: []ledger.Posting{{Debit: bankAccount(f.ID), Credit: fundAccount(f.ID), Amount: r.AmountFen}},
	})
	if err != nil {
		return Receipt{}, err
	}
	r.TxID = t.ID
	if err := insertReceipt(ctx, tx, r); err != nil {
		return Receipt{}, err
	}
	return r, journal.Record(ctx, tx, journal.Event{
		Action: "fund.receive", ObjectType: "fund", ObjectID: f.ID,
		Summary: "资金“" + f.Name + "”收款 " + yuan(r.AmountFen) + " 元", After: r,
	})
}

func (in Received) check(today string) error {
	var f []errs.Field
	if in.AmountFen <= 0 || in.AmountFen > ledger.MaxAmount {
		f = append(f, errs.Field{Path: "amount_fen", Code: "fund.amount"})
	}
	if strings.TrimSpace(in.PayerName) == "" {
		f = append(f, errs.Field{Path: "payer_name", Code: "fund.required"})
	}
	if strings.TrimSpace(in.EvidenceNo) == "" {
		f = append(f, errs.Field{Path: "evidence_no", Code: "fund.required"})
	}
	if !isDay(in.ReceivedOn) || in.ReceivedOn > today {
		f = append(f, errs.Field{Path: "received_on", Code: "fund.date"})
	}
	return errs.InvalidFields(f)
}

// ReverseReceipt takes a wrong receipt back by the opposite booking; another person than the one who entered it, with a
// reason. Needs PermReview. Codes: fund.reason, fund.already_reversed, SELF_APPROVAL, fund.receipt_of_gift for donations
// (they are refunded), FUND_BALANCE when the money is promised already.
func (s *Service) ReverseReceipt(ctx context.Context, receiptID, reason string) (r Receipt, err error) {
	if err := authz.Require(ctx, PermReview); err != nil {
		return r, err
	}
	if strings.TrimSpace(reason) == "" {
		return r, errs.InvalidField("reason", "fund.reason")
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if r, err = findReceipt(ctx, tx, receiptID); err != nil {
			return err
		}
		if r.ReversedTx != "" {
			return errs.New(errs.Conflict, "fund.already_reversed")
		}
		if r.Origin != "" {
			return errs.New(errs.Conflict, "fund.receipt_of_gift")
		}
		if r.MadeByID == userID(ctx) {
			return errs.New(errs.Forbidden, "SELF_APPROVAL")
		}
		f, err := findFund(ctx, tx, r.FundID)
		if err != nil {
			return err
		}
		t, err := ledger.ReverseTx(ctx, tx, ledger.Undo{
			ID: r.TxID, Key: "receipt/" + r.ID + "/reverse", Memo: "收款冲正",
			Meta: map[string]string{"kind": "receipt_reversed", "receipt": r.ID},
		})
		if err != nil {
			return balanceError(err, f)
		}
		r.ReversedTx, r.ReversedBy, r.Reason = t.ID, authz.From(ctx).Who(), reason
		if err := updateReceipt(ctx, tx, r); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "fund.reverse_receipt", ObjectType: "fund", ObjectID: f.ID,
			Summary: "冲正资金“" + f.Name + "”收款 " + yuan(r.AmountFen) + " 元", Reason: reason, Before: r.TxID, After: t.ID,
		})
	})
	return r, err
}

// balanceError says a floor of the ledger in the words of this room.
func balanceError(err error, f Fund) error {
	if !errs.IsCode(err, "ledger.floor") {
		return err
	}
	e := errs.As(err)
	account, _ := e.Params["account"].(string)
	available, _ := e.Params["available"].(int64)
	wanted, _ := e.Params["wanted"].(int64)
	code := "FUND_BALANCE"
	if strings.HasPrefix(account, groupPlan+"/") {
		code = "fund.budget_exceeded"
	}
	return errs.New(errs.Conflict, code, "fund", f.Name, "available", yuan(available), "wanted", yuan(wanted)).Because(err)
}

// unknown turns "not found" into an error about one input.
func unknown(err error, path, code string) error {
	if errs.IsKind(err, errs.NotFound) {
		return errs.InvalidField(path, code)
	}
	return err
}
