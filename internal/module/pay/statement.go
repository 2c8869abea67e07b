package pay

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"time"

	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
	"yice/internal/kit/sheet"
	"yice/internal/module/batch"
)

// Statement is what the bank says happened on an account that pays.
type Statement struct {
	ID       string `db:"id" json:"id"`
	Payer    string `db:"payer" json:"payer"`
	Name     string `db:"name" json:"name"`
	SHA256   string `db:"sha256" json:"sha256"`
	FromOn   string `db:"from_on" json:"from_on"`
	ToOn     string `db:"to_on" json:"to_on"`
	Rows     int64  `db:"row_count" json:"row_count"`
	OutLines int64  `db:"out_lines" json:"out_lines"`
	OutFen   int64  `db:"out_fen" json:"out_fen"`
	InLines  int64  `db:"in_lines" json:"in_lines"`
	InFen    int64  `db:"in_fen" json:"in_fen"`
	MadeAt   int64  `db:"made_at" json:"made_at"`
	MadeBy   string `db:"made_by" json:"made_by"`
	MadeByID string `db:"made_by_id" json:"-"`
}

// How a row of a statement was matched.
const (
	matchLine  = "line"
	matchTotal = "total"
	matchBack  = "back"
	matchAgain = "again"
	matchNone  = "none"
)

// Row is one row of a statement as the bank wrote it, with what it was matched with.
type Row struct {
	ID            string `db:"id" json:"id"`
	StatementID   string `db:"statement_id" json:"statement_id"`
	RowNo         int64  `db:"row_no" json:"row_no"`
	On            string `db:"on_date" json:"on_date"`
	OutFen        int64  `db:"out_fen" json:"out_fen"`
	InFen         int64  `db:"in_fen" json:"in_fen"`
	Holder        string `db:"holder" json:"holder"`
	Last4         string `db:"last4" json:"last4"`
	Ref           string `db:"ref" json:"ref"`
	Memo          string `db:"memo" json:"memo"`
	Match         string `db:"match" json:"match" enum:"line,total,back,again,none"`
	BatchID       string `db:"batch_id" json:"batch_id"`
	LineID        string `db:"line_id" json:"line_id"`
	Note          string `db:"note" json:"note"`
	ExplainedAt   int64  `db:"explained_at" json:"explained_at"`
	ExplainedBy   string `db:"explained_by" json:"explained_by"`
	ExplainedByID string `db:"explained_by_id" json:"-"`
}

// statementColumns of a statement by the words that banks use.
func statementColumns() map[string][]string {
	return map[string][]string{
		"on":     {"交易日期", "记账日期", "日期", "交易时间", "入账日期", "date"},
		"out":    {"借方发生额", "借方金额", "支出", "支出金额", "付款金额", "转出金额", "debit"},
		"in":     {"贷方发生额", "贷方金额", "收入", "收入金额", "收款金额", "转入金额", "credit"},
		"amount": {"金额", "交易金额", "发生额", "amount"},
		"side":   {"借贷标志", "借贷", "收支", "借/贷", "side"},
		"acct":   {"对方账号", "对方帐号", "对手账号", "收款账号", "account"},
		"holder": {"对方户名", "对方名称", "对手户名", "收款户名", "name"},
		"ref":    {"流水号", "交易流水号", "交易流水", "凭证号", "serial"},
		"memo":   {"摘要", "附言", "用途", "备注", "memo"},
	}
}

// readStatement reads a statement (csv or xlsx). The head row is the first with a date and either both sides or an amount.
func readStatement(body []byte) ([]Row, error) {
	var place map[string][]int
	var bad []errs.Field
	out := []Row{}
	err := sheet.ReadRows(bytes.NewReader(body), int64(len(body)), sheet.Options{MaxRows: 50_000, MaxColumns: 60}, func(rowNo int, cells []string) error {
		if place == nil {
			place = headOf(cells)
			return nil
		}
		r, ok, problem := rowOf(cells, place)
		r.RowNo = int64(rowNo)
		switch {
		case problem != "":
			bad = append(bad, errs.Field{Path: "file", Code: problem, Params: map[string]any{"row": rowNo}})
		case ok:
			out = append(out, r)
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case place == nil:
		return nil, errs.InvalidField("file", "pay.statement_head")
	case len(bad) > 0:
		return nil, errs.InvalidFields(bad[:min(len(bad), 20)])
	case len(out) == 0:
		return nil, errs.InvalidField("file", "pay.statement_empty")
	}
	return out, nil
}

func headOf(cells []string) map[string][]int {
	place := map[string][]int{}
	for name, words := range statementColumns() {
		for i, c := range cells {
			if slices.Contains(words, strings.ToLower(strings.TrimSpace(c))) {
				place[name] = append(place[name], i)
			}
		}
	}
	if len(place["on"]) == 0 || len(place["amount"]) == 0 && (len(place["out"]) == 0 || len(place["in"]) == 0) {
		return nil
	}
	return place
}

// rowOf reads one row; ok is false for rows without a date (sums, remarks). A row with a date whose amount cannot be read is a
// problem: a statement that is read in part would hide what is in the other part.
func rowOf(cells []string, place map[string][]int) (r Row, ok bool, problem string) {
	get := func(name string) string {
		var all []string
		for _, i := range place[name] {
			if i < len(cells) && strings.TrimSpace(cells[i]) != "" {
				all = append(all, strings.TrimSpace(cells[i]))
			}
		}
		if name == "memo" {
			return strings.Join(all, " ")
		}
		if len(all) == 0 {
			return ""
		}
		return all[0]
	}
	if r.On = dayOf(get("on")); r.On == "" {
		return r, false, ""
	}
	out, good1 := amountOf(get("out"))
	in, good2 := amountOf(get("in"))
	one, good3 := amountOf(get("amount"))
	if !good1 || !good2 || !good3 {
		return r, false, "pay.statement_amount"
	}
	if out == 0 && in == 0 {
		out, in = sideOf(one, get("side"))
	}
	if out < 0 || in < 0 { // a red entry takes the other side's place
		out, in = max(out, 0)+max(-in, 0), max(in, 0)+max(-out, 0)
	}
	if out == 0 && in == 0 {
		return r, false, "pay.statement_amount"
	}
	r.OutFen, r.InFen = out, in
	r.Holder, r.Last4, r.Ref, r.Memo = clip(get("holder"), 60), last4(get("acct")), clip(get("ref"), 60), clip(get("memo"), 120)
	return r, true, ""
}

func sideOf(fen int64, side string) (out, in int64) {
	switch strings.ToLower(side) {
	case "借", "支", "支出", "付", "d", "debit":
		return fen, 0
	case "贷", "收", "收入", "c", "credit":
		return 0, fen
	}
	if fen < 0 {
		return -fen, 0
	}
	return 0, fen
}

func amountOf(s string) (int64, bool) {
	s = strings.TrimPrefix(strings.ReplaceAll(s, ",", ""), "¥")
	if s == "" || s == "-" {
		return 0, true
	}
	sign := int64(1)
	if rest, neg := strings.CutPrefix(s, "-"); neg {
		s, sign = rest, -1
	}
	fen, err := money.Parse(s)
	return sign * int64(fen), err == nil
}

func dayOf(s string) string {
	for _, form := range []string{time.DateOnly, "20060102", "2006/1/2", "2006-01-02 15:04:05", "2006/1/2 15:04:05", "20060102 15:04:05", "2006年1月2日"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}

func last4(account string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, account)
	return digits[max(len(digits)-4, 0):]
}

func clip(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

// mark is how a line or a whole batch is named in what the bank writes: FF2020-0001-3, FF2020-0001.
var mark = regexp.MustCompile(`(FF\d{4}-\d{4,})(?:-(\d+))?`)

// book is a batch with its lines and what earlier statements have shown of them.
type book struct {
	batch batch.Batch
	lines []batch.Line
	shown map[string]Row  // by line
	again map[string]bool // lines that a later statement has repeated, by statement and line
	whole bool            // a row of an earlier statement has shown them all
}

// spread matches the rows of one statement with the batches of its account. A row finds a payment by the mark in its text, by the
// bank's serial number, or as the only one with that account's end, name and amount within days; a whole batch by its number and
// its sum. What fits nothing stays none; so does the second row for one payment.
type spread struct {
	books []*book
	now   map[string]bool // lines that this statement has shown
	total map[string]bool // batches that this statement has shown as a whole
	outs  map[string]int  // rows of refused lines that went out and wait for the row in which they come back
	index map[string][]hit
}

type hit struct {
	b *book
	l batch.Line
}

func under(state string, fen int64) string { return state + itoa(fen) }

func matchRows(rows []Row, books []*book) {
	s := spread{books: books, now: map[string]bool{}, total: map[string]bool{}, outs: map[string]int{}, index: map[string][]hit{}}
	for _, b := range books {
		for _, l := range b.lines {
			s.index[under(l.State, l.AmountFen)] = append(s.index[under(l.State, l.AmountFen)], hit{b, l})
		}
	}
	for i := range rows {
		rows[i].Match = matchNone
		if rows[i].OutFen > 0 {
			s.out(rows, i)
		}
	}
	for i := range rows {
		if rows[i].InFen > 0 {
			s.back(rows, i)
		}
	}
}

func (s *spread) out(rows []Row, i int) {
	r := &rows[i]
	if b, l, ok := s.find(*r, r.OutFen, "paid"); ok {
		was, shown := b.shown[l.ID]
		switch {
		case shown && was.StatementID != r.StatementID && was.On == r.On && was.Ref == r.Ref && !b.again[r.StatementID+l.ID]:
			b.again[r.StatementID+l.ID] = true
			r.Match, r.BatchID, r.LineID = matchAgain, b.batch.ID, l.ID
		case shown || b.whole || s.now[l.ID] || s.total[b.batch.ID]: // paid twice by the bank: nobody may overlook it
		default:
			r.Match, r.BatchID, r.LineID = matchLine, b.batch.ID, l.ID
			s.now[l.ID] = true
		}
		return
	}
	if b, ok := s.named(*r); ok && !b.whole && !s.total[b.batch.ID] && s.untouched(b) {
		if r.OutFen == b.batch.PaidFen || r.OutFen == b.batch.SumFen && s.comesBack(rows, b) {
			r.Match, r.BatchID = matchTotal, b.batch.ID
			s.total[b.batch.ID] = true
			return
		}
	}
	if _, l, ok := s.find(*r, r.OutFen, "failed"); ok {
		if _, waits := s.outs[l.ID]; !waits {
			s.outs[l.ID] = i
		}
	}
}

func (s *spread) back(rows []Row, i int) {
	r := &rows[i]
	if b, l, ok := s.find(*r, r.InFen, "failed"); ok {
		if at, waits := s.outs[l.ID]; waits {
			rows[at].Match, rows[at].BatchID, rows[at].LineID = matchBack, b.batch.ID, l.ID
			r.Match, r.BatchID, r.LineID = matchBack, b.batch.ID, l.ID
			delete(s.outs, l.ID)
		}
		return
	}
	if b, ok := s.named(*r); ok && s.total[b.batch.ID] && r.InFen == b.batch.FailedFen {
		r.Match, r.BatchID = matchBack, b.batch.ID
	}
}

func (s *spread) untouched(b *book) bool {
	return len(b.shown) == 0 && !slices.ContainsFunc(b.lines, func(l batch.Line) bool { return s.now[l.ID] })
}

// comesBack tells whether the refused part of a batch that went out in one sum is on the statement too.
func (s *spread) comesBack(rows []Row, b *book) bool {
	return b.batch.FailedFen > 0 && slices.ContainsFunc(rows, func(r Row) bool {
		m := mark.FindStringSubmatch(r.Memo)
		return r.InFen == b.batch.FailedFen && m != nil && m[1] == b.batch.No && m[2] == ""
	})
}

func (s *spread) named(r Row) (*book, bool) {
	m := mark.FindStringSubmatch(r.Memo)
	if m == nil || m[2] != "" {
		return nil, false
	}
	for _, b := range s.books {
		if b.batch.No == m[1] {
			return b, true
		}
	}
	return nil, false
}

func (s *spread) find(r Row, fen int64, state string) (*book, batch.Line, bool) {
	m := mark.FindStringSubmatch(r.Memo)
	var byMark, byRef, byTail []hit
	for _, h := range s.index[under(state, fen)] {
		if m != nil && m[2] != "" && h.b.batch.No == m[1] && m[2] == itoa(h.l.Seq) {
			byMark = append(byMark, h)
		}
		if r.Ref != "" && r.Ref == h.l.BankRef {
			byRef = append(byRef, h)
		}
		_, before := h.b.shown[h.l.ID]
		if r.Last4 != "" && r.Last4 == h.l.Last4 && (r.Holder == "" || r.Holder == h.l.Holder) && !before && !s.now[h.l.ID] && near(r.On, h.l.SettledOn) {
			byTail = append(byTail, h)
		}
	}
	for _, hits := range [][]hit{byMark, byRef, byTail} {
		if len(hits) == 1 {
			return hits[0].b, hits[0].l, true
		}
	}
	return nil, batch.Line{}, false
}

// near tells whether two days lie at most five days apart, as over a weekend at a month's end.
func near(a, b string) bool {
	return a >= clock.AddDays(b, -5) && a <= clock.AddDays(b, 5)
}
