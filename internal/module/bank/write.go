package bank

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yice/internal/kit/errs"
	"yice/internal/kit/money"
	"yice/internal/kit/sheet"
)

// Batch is what goes to the bank in one go. No marks it in the file; the payments' numbers run from 1.
type Batch struct {
	No           string
	PayerAccount string
	PayerName    string
	Payments     []Payment
}

// Payment is one line of a batch: to whom, in fen, for what. Purpose is in words.
type Payment struct {
	Seq       int64
	Account   string
	Holder    string
	Bank      string
	Branch    string
	BankCode  string
	Purpose   string
	AmountFen int64
}

// File is a file to send: its name, type and bytes.
type File struct {
	Name, MediaType string
	Body            []byte
}

// Write makes the file for the bank, or a zip of several when the batch is longer than the layout, which has been checked,
// allows. The hash is of all cells and stays the same for the same batch and layout. Codes: fund.file_broken.
func Write(l Layout, b Batch) (f File, hash string, err error) {
	files, rows, err := allFiles(l, b)
	if err != nil {
		return f, "", err
	}
	f, err = bundle(b.No, files)
	return f, hashRows(rows), err
}

// part is one file of a batch.
type part struct {
	name   string
	batch  Batch
	layout Layout
}

// parts are the files that the batch goes out in, none longer than the bank takes; the numbers of the lines run on, so that a
// return file finds them whatever file they were in.
func parts(l Layout, b Batch) []part {
	var out []part
	for payments := range slices.Chunk(b.Payments, l.MaxLines) {
		x := part{name: b.No, batch: b, layout: l}
		x.batch.Payments = payments
		out = append(out, x)
	}
	if len(out) > 1 {
		for i := range out {
			out[i].name = fmt.Sprintf("%s-%d", b.No, i+1)
		}
	}
	return out
}

func (x part) sum() (fen int64) {
	for _, p := range x.batch.Payments {
		fen += p.AmountFen
	}
	return fen
}

// cells are the rows as text, the same for every format.
func (x part) cells() ([][]string, error) {
	var rows [][]string
	if x.layout.Summary {
		rows = append(rows, []string{
			"批次号", x.batch.No, "付款账号", x.batch.PayerAccount, "笔数", strconv.Itoa(len(x.batch.Payments)),
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
	for _, p := range x.batch.Payments {
		if p.Account == "" || p.AmountFen <= 0 {
			return nil, errs.New(errs.Conflict, "fund.file_broken", "seq", p.Seq)
		}
		row := make([]string, len(x.layout.Columns))
		for i, c := range x.layout.Columns {
			row[i] = x.cell(c, p)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (x part) cell(c Column, p Payment) string {
	switch c.Field {
	case "seq":
		return strconv.FormatInt(p.Seq, 10)
	case "account":
		return p.Account
	case "account_name":
		return p.Holder
	case "amount":
		return money.Fen(p.AmountFen).String()
	case "bank":
		return p.Bank
	case "branch":
		return p.Branch
	case "bank_line_no":
		if len(p.BankCode) == 12 && strings.Trim(p.BankCode, "0123456789") == "" {
			return p.BankCode
		}
		return ""
	case "purpose":
		text := []rune(p.Purpose)
		if n := x.layout.PurposeLength; n > 0 && len(text) > n {
			text = text[:n]
		}
		return string(text)
	case "remark":
		return x.batch.No + "-" + strconv.FormatInt(p.Seq, 10)
	case "payer_account":
		return x.batch.PayerAccount
	case "payer_name":
		return x.batch.PayerName
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

func (x part) file(rows [][]string) (File, error) {
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

// allFiles makes all files of the batch; rows are theirs one after the other.
func allFiles(l Layout, b Batch) (files []File, rows [][]string, err error) {
	for _, x := range parts(l, b) {
		cells, err := x.cells()
		if err != nil {
			return nil, nil, err
		}
		f, err := x.file(cells)
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
