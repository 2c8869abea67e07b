package fund

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yice/internal/core/people"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/kit/sheet"
)

// Layout is how a bank wants its file (§6.2); it is data, so that a new bank needs no new program. Amounts are yuan with two
// places and no separators, account numbers are text.
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
}

func (l Layout) check() error {
	var f []errs.Field
	need := []string{"account", "account_name", "amount"}
	for _, c := range l.Columns {
		need = slices.DeleteFunc(need, func(x string) bool { return x == c.Field })
	}
	if len(need) > 0 {
		f = append(f, errs.Field{Path: "layout.columns", Code: "fund.layout_columns"})
	}
	if l.Format != "csv" && l.Format != "xlsx" {
		f = append(f, errs.Field{Path: "layout.format", Code: "field.choice"})
	}
	if l.Format == "csv" && l.Encoding != string(sheet.GB18030) && l.Encoding != string(sheet.UTF8) && l.Encoding != string(sheet.UTF8Mark) {
		f = append(f, errs.Field{Path: "layout.encoding", Code: "field.choice"})
	}
	if l.MaxLines < 1 || l.MaxLines > 5000 {
		f = append(f, errs.Field{Path: "layout.max_lines", Code: "fund.amount"})
	}
	for _, c := range l.Return {
		if c != "skip" && c != "remark" && returnColumns()[c] == nil {
			f = append(f, errs.Field{Path: "layout.return", Code: "field.choice"})
		}
	}
	if len(l.Return) > 0 && !(slices.Contains(l.Return, "account") && slices.Contains(l.Return, "amount") && slices.Contains(l.Return, "status")) {
		f = append(f, errs.Field{Path: "layout.return", Code: "fund.return_columns"})
	}
	return errs.InvalidFields(f)
}

// sheetOf is everything a bank file is made of.
type sheetOf struct {
	name   string
	batch  Batch
	payer  Payer
	layout Layout
	lines  []Line
	payees map[string]people.Payee
}

// parts are the files that the batch goes out in, none longer than the bank takes; the numbers of the lines run on, so that a
// return file finds them whatever file they were in.
func (x sheetOf) parts() []sheetOf {
	var out []sheetOf
	for lines := range slices.Chunk(x.lines, x.layout.MaxLines) {
		part := x
		part.lines = lines
		out = append(out, part)
	}
	if len(out) > 1 {
		for i := range out {
			out[i].name = fmt.Sprintf("%s-%d", x.name, i+1)
		}
	}
	return out
}

func (x sheetOf) sum() (fen int64) {
	for _, l := range x.lines {
		fen += l.AmountFen
	}
	return fen
}

// cells are the rows as text, the same for every format.
func (x sheetOf) cells() ([][]string, error) {
	var rows [][]string
	if x.layout.Summary {
		rows = append(rows, []string{
			"批次号", x.batch.No, "付款账号", x.payer.AccountNo, "笔数", strconv.Itoa(len(x.lines)),
			"总金额", money.Fen(x.sum()).String(),
		})
	}
	if x.layout.Head {
		head := make([]string, len(x.layout.Columns))
		for i, c := range x.layout.Columns {
			head[i] = c.Title
		}
		rows = append(rows, head)
	}
	for _, l := range x.lines {
		p, ok := x.payees[l.BankAccountID]
		if !ok || p.Number == "" || l.AmountFen <= 0 {
			return nil, errs.New(errs.Conflict, "fund.file_broken", "seq", l.Seq)
		}
		row := make([]string, len(x.layout.Columns))
		for i, c := range x.layout.Columns {
			row[i] = x.cell(c, l, p)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (x sheetOf) cell(c LayoutColumn, l Line, p people.Payee) string {
	switch c.Field {
	case "seq":
		return strconv.FormatInt(l.Seq, 10)
	case "account":
		return p.Number
	case "account_name":
		return l.Holder
	case "amount":
		return money.Fen(l.AmountFen).String()
	case "bank":
		return l.Bank
	case "branch":
		return l.Branch
	case "bank_line_no":
		if len(l.BankCode) == 12 && strings.Trim(l.BankCode, "0123456789") == "" {
			return l.BankCode
		}
		return ""
	case "purpose":
		text := []rune(word(Purposes(), l.Purpose))
		if n := x.layout.PurposeLength; n > 0 && len(text) > n {
			text = text[:n]
		}
		return string(text)
	case "remark":
		return x.batch.No + "-" + strconv.FormatInt(l.Seq, 10)
	case "payer_account":
		return x.payer.AccountNo
	case "payer_name":
		return x.payer.AccountName
	case "batch_no":
		return x.batch.No
	}
	return c.Value
}

func hashRows(rows [][]string) string {
	h := sha256.New()
	for _, r := range rows {
		for _, c := range r {
			_, _ = fmt.Fprintf(h, "%d:%s", len(c), c)
		}
		_, _ = h.Write([]byte("\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// File is a file to send: its name, type and bytes.
type File struct {
	Name, MediaType string
	Body            []byte
}

func (x sheetOf) file(rows [][]string) (File, error) {
	var b bytes.Buffer
	if x.layout.Format == "csv" {
		separator := ','
		if x.layout.Separator != "" {
			separator = []rune(x.layout.Separator)[0]
		}
		err := sheet.WriteCSV(&b, sheet.Encoding(x.layout.Encoding), separator, rows)
		return File{Name: x.name + ".csv", MediaType: "text/csv; charset=" + x.layout.Encoding, Body: b.Bytes()}, err
	}
	wide := 0
	for _, r := range rows {
		wide = max(wide, len(r))
	}
	columns := make([]sheet.Column, wide)
	for i := range columns {
		if len(rows) > 0 && i < len(rows[0]) {
			columns[i].Title = rows[0][i]
		}
	}
	w, err := sheet.NewWriter(&b, sheet.Layout{Name: x.name, Columns: columns})
	if err != nil {
		return File{}, err
	}
	for _, r := range rows[1:] {
		values := make([]any, wide)
		for i, c := range r {
			values[i] = c
		}
		if err := w.Row(values...); err != nil {
			w.Abort()
			return File{}, err
		}
	}
	if err := w.Close(); err != nil {
		return File{}, err
	}
	return File{Name: x.name + ".xlsx", MediaType: sheet.MediaType, Body: b.Bytes()}, nil
}

// files makes all files of the batch; rows are theirs one after the other.
func (x sheetOf) files() (files []File, rows [][]string, err error) {
	for _, part := range x.parts() {
		cells, err := part.cells()
		if err != nil {
			return nil, nil, err
		}
		f, err := part.file(cells)
		if err != nil {
			return nil, nil, err
		}
		files, rows = append(files, f), append(rows, cells...)
	}
	return files, rows, nil
}

// bundle is the one file, or a zip of them all.
func bundle(name string, files []File) (File, error) {
	if len(files) == 1 {
		return files[0], nil
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.Name)
		if err != nil {
			return File{}, err
		}
		if _, err := w.Write(f.Body); err != nil {
			return File{}, err
		}
	}
	if err := z.Close(); err != nil {
		return File{}, err
	}
	return File{Name: name + ".zip", MediaType: "application/zip", Body: b.Bytes()}, nil
}

// BankFile makes the file for the bank of a released batch, or a zip of several when the batch is longer than the bank's
// layout allows. Whoever takes it is journalled; its content stays the same for ever: a difference is fund.file_changed. Needs PermFile. Codes: fund.not_released, fund.file_broken, fund.file_changed.
func (s *Service) BankFile(ctx context.Context, batchID string) (f File, err error) {
	if err := authz.Require(ctx, PermFile); err != nil {
		return f, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		x := sheetOf{}
		if x.batch, err = findBatch(ctx, tx, batchID); err != nil {
			return err
		}
		x.name = x.batch.No
		if !sent(x.batch.State) {
			return errs.New(errs.Conflict, "fund.not_released")
		}
		if err := s.fillSheet(ctx, tx, &x); err != nil {
			return err
		}
		files, rows, err := x.files()
		if err != nil {
			return err
		}
		hash := hashRows(rows)
		switch x.batch.FileHash {
		case "":
			x.batch.FileHash = hash
			if err := updateBatch(ctx, tx, &x.batch); err != nil {
				return err
			}
		case hash:
		default:
			return errs.New(errs.Conflict, "fund.file_changed")
		}
		if f, err = bundle(x.name, files); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "fund.bank_file", ObjectType: "payment_batch", ObjectID: batchID,
			Summary: "取出代发文件 " + x.batch.No, After: map[string]any{"lines": x.batch.Lines, "sum_fen": x.batch.SumFen, "hash": hash},
		})
	})
	return f, err
}

func (s *Service) fillSheet(ctx context.Context, tx *db.Tx, x *sheetOf) error {
	t, err := findTemplate(ctx, tx, x.batch.Template)
	if err != nil {
		return err
	}
	x.layout = t.Layout
	if x.payer, err = findPayer(ctx, tx, x.batch.Payer); err != nil {
		return err
	}
	if x.lines, err = findLines(ctx, tx, x.batch.ID); err != nil {
		return err
	}
	ids := make([]string, len(x.lines))
	for i, l := range x.lines {
		ids[i] = l.BankAccountID
	}
	slices.Sort(ids)
	x.payees, err = s.people.PayeesTx(ctx, tx, slices.Compact(ids), "代发批次 "+x.batch.No)
	return err
}
