// Package bank speaks a bank's language: it writes a batch of payments in the layout that a bank wants (§6.2), and reads what the
// bank answers. A layout is data, so that a new bank needs no new program. The room has no database, no permissions and no
// routes: module/batch keeps the layouts, says which payments go out, and books what came back.
//
// Amounts are fen in Go and yuan with two places and no separators in a file; account numbers are text; dates YYYY-MM-DD.
// Sources: domain rules §6.2, §13 (代发失败原因).
package bank

import (
	_ "embed"
	"slices"

	"yice/internal/kit/errs"
	"yice/internal/kit/sheet"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

// Layout is how a bank wants its file. Format is csv or xlsx; Encoding (gb18030, utf-8, utf-8-mark) and Separator (comma when empty)
// are of csv. Head names the columns in a first row, Summary puts a row with batch, payer account, count and sum above. MaxLines
// (1 to 5000) is of one file: a longer batch goes out in several. PurposeLength is in characters, 0 for any. Return names the
// columns of a return file without a head row.
type Layout struct {
	Format        string
	Encoding      string
	Separator     string
	Head          bool
	Summary       bool
	MaxLines      int
	PurposeLength int
	Columns       []Column
	Return        []string
}

// Column is one column: its title and the field it shows. A constant field shows Value.
type Column struct {
	Title string
	Field string
	Value string
}

// Check refuses a layout that no file can be made with. Codes, each with a field: fund.layout_columns, fund.return_columns,
// fund.amount, field.choice.
func (l Layout) Check() error {
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
