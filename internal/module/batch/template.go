package batch

import (
	"context"
	"slices"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/module/bank"
	"yice/internal/module/fund"
)

// Layout is how a bank wants its file (§6.2); it is kept as data and goes to module/bank, which says what the
// fields mean.
type Layout struct {
	Format        string         `json:"format" enum:"csv,xlsx"`
	Encoding      string         `json:"encoding,omitempty" enum:"gb18030,utf-8,utf-8-mark" doc:"of csv"`
	Separator     string         `json:"separator,omitempty" maxLength:"1" doc:"of csv, comma when empty"`
	Head          bool           `json:"head,omitempty" doc:"first row names the columns"`
	Summary       bool           `json:"summary,omitempty" doc:"a row above with batch, payer account, count and sum"`
	MaxLines      int            `json:"max_lines" minimum:"1" maximum:"5000" doc:"of one file; a longer batch goes out in several"`
	PurposeLength int            `json:"purpose_length,omitempty" minimum:"0" maximum:"60" doc:"characters, 0 for any"`
	Columns       []LayoutColumn `json:"columns" minItems:"3" maxItems:"30"`
	Return        []string       `json:"return,omitempty" maxItems:"30" enum:"seq,account,holder,amount,status,reason,ref,on,remark,skip" doc:"columns of a return file without a head row"`
}

// LayoutColumn is one column: its title and the field it shows. A constant field shows Value.
type LayoutColumn struct {
	Title string `json:"title" maxLength:"40"`
	Field string `json:"field" enum:"seq,account,account_name,amount,bank,branch,bank_line_no,purpose,remark,payer_account,payer_name,batch_no,constant"`
	Value string `json:"value,omitempty" maxLength:"60"`
}

// Template is a bank's layout under a code.
type Template struct {
	Code      string          `db:"code" json:"code"`
	Name      string          `db:"name" json:"name"`
	Document  db.JSON[Layout] `db:"document" json:"-"`
	Layout    Layout          `db:"-" json:"layout"`
	Version   int64           `db:"version" json:"version"`
	UpdatedAt int64           `db:"updated_at" json:"updated_at"`
	UpdatedBy string          `db:"updated_by" json:"updated_by"`
	AtBank    []string        `db:"-" json:"at_bank" doc:"numbers of batches whose file in this layout was taken and that the bank has not answered: after a change their file cannot be taken again"`
}

// form is the layout as the room of the banks takes it.
func (l Layout) form() bank.Layout {
	out := bank.Layout{
		Format: l.Format, Encoding: l.Encoding, Separator: l.Separator, Head: l.Head, Summary: l.Summary, MaxLines: l.MaxLines, PurposeLength: l.PurposeLength, Return: l.Return,
	}
	for _, c := range l.Columns {
		out.Columns = append(out.Columns, bank.Column(c))
	}
	return out
}

// BankFile makes the file for the bank of a released batch, or a zip of several when the batch is longer than the bank's
// layout allows. Whoever takes it is journalled; its content stays the same for ever: a difference is fund.file_changed. Needs PermFile. Codes: fund.not_released, fund.file_broken, fund.file_changed.
func (s *Service) BankFile(ctx context.Context, batchID string) (f bank.File, err error) {
	if err := authz.Require(ctx, fund.PermFile); err != nil {
		return f, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		b, err := findBatch(ctx, tx, batchID)
		if err != nil {
			return err
		}
		if !sent(b.State) {
			return errs.New(errs.Conflict, "fund.not_released")
		}
		var hash string
		if f, hash, err = s.writeTx(ctx, tx, b); err != nil {
			return err
		}
		switch b.FileHash {
		case "":
			b.FileHash = hash
			if err := updateBatch(ctx, tx, &b); err != nil {
				return err
			}
		case hash:
		default:
			return errs.New(errs.Conflict, "fund.file_changed")
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "fund.bank_file", ObjectType: "payment_batch", ObjectID: batchID,
			Summary: "取出代发文件 " + b.No, After: map[string]any{"lines": b.Lines, "sum_fen": b.SumFen, "hash": hash},
		})
	})
	return f, err
}

// writeTx writes the batch in its layout, with the account numbers opened.
func (s *Service) writeTx(ctx context.Context, tx *db.Tx, b Batch) (f bank.File, hash string, err error) {
	t, err := findTemplate(ctx, tx, b.Template)
	if err != nil {
		return f, "", err
	}
	payer, err := s.funds.PayerTx(ctx, tx, b.Payer)
	if err != nil {
		return f, "", err
	}
	if b.PayerNo != "" {
		payer.AccountNo, payer.AccountName = b.PayerNo, b.PayerHolder
	}
	lines, err := findLines(ctx, tx, b.ID)
	if err != nil {
		return f, "", err
	}
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.BankAccountID
	}
	slices.Sort(ids)
	payees, err := s.people.PayeesTx(ctx, tx, slices.Compact(ids), "代发批次 "+b.No)
	if err != nil {
		return f, "", err
	}
	out := bank.Batch{No: b.No, PayerAccount: payer.AccountNo, PayerName: payer.AccountName, Payments: make([]bank.Payment, len(lines))}
	for i, l := range lines {
		out.Payments[i] = bank.Payment{
			Seq: l.Seq, Account: payees[l.BankAccountID].Number, Holder: l.Holder, Bank: l.Bank, Branch: l.Branch, BankCode: l.BankCode,
			Purpose: fund.WordOf(fund.Purposes(), l.Purpose), AmountFen: l.AmountFen,
		}
	}
	return bank.Write(t.Layout.form(), out)
}
