package bank

import (
	"strconv"
	"strings"

	"yice/internal/kit/money"
)

// Sent is a payment that went out, and what is known of it: State is open, paid or failed.
type Sent struct {
	Last4     string
	Holder    string
	AmountFen int64
	State     string
}

// Settled is what the bank says of an open payment, the one at Index: State is paid or failed, Failure the code of Text.
type Settled struct {
	Index   int
	State   string
	Ref     string
	On      string
	Failure string
	Text    string
}

// Loose is a row of a return file that fits no payment. Cause is no_line, account, name, amount, status, twice or contradiction.
type Loose struct {
	Row    int
	Cause  string
	Holder string
	Last4  string
	Amount string
	Status string
	Ref    string
}

// Match finds the payment of each row of a return file of batch no; sent are its payments by number, from 1. A row that only
// repeats what is known is left out. A day before the release or after today, or none, becomes today.
func Match(no string, sent []Sent, answers []Answer, released, today string) (settled []Settled, loose []Loose) {
	m := matcher{no: no, sent: sent, used: map[int]bool{}, released: released, today: today}
	for _, a := range answers {
		s, cause := m.match(a)
		switch {
		case cause == "":
			settled = append(settled, s)
		case cause != "again":
			loose = append(loose, Loose{
				Row: a.row, Cause: cause, Holder: clip(a.holder, 60), Last4: last4(a.account), Amount: clip(a.amount, 30), Status: clip(a.status, 60), Ref: clip(a.ref, 60),
			})
		}
	}
	return settled, loose
}

// matcher finds the payment of each row of a return file.
type matcher struct {
	no              string
	sent            []Sent
	used            map[int]bool
	released, today string
}

func (m *matcher) match(a Answer) (Settled, string) {
	i, ok := m.find(a)
	if !ok {
		return Settled{}, "no_line"
	}
	l := m.sent[i]
	fen, err := money.Parse(a.amount)
	state := outcome(a.status)
	switch {
	case last4(a.account) != l.Last4:
		return Settled{}, "account"
	case a.holder != "" && a.holder != l.Holder:
		return Settled{}, "name"
	case err != nil || int64(fen) != l.AmountFen:
		return Settled{}, "amount"
	case state == "":
		return Settled{}, "status"
	case m.used[i]:
		return Settled{}, "twice"
	case l.State != "open" && l.State != state:
		return Settled{}, "contradiction"
	}
	m.used[i] = true
	if l.State == state {
		return Settled{}, "again"
	}
	s := Settled{Index: i, State: state, Ref: clip(a.ref, 60), On: dayOf(a.on, m.today)}
	if s.On < m.released || s.On > m.today {
		s.On = m.today
	}
	if state == "failed" {
		s.Failure, s.Text = failureOf(a.reason), clip(a.reason, 100)
	}
	return s, ""
}

// find takes the row's number, or that of the remark that the file went out with; without one the only payment with that
// account's end, name and amount.
func (m *matcher) find(a Answer) (int, bool) {
	if no, seq, ok := strings.Cut(a.remark, m.no+"-"); ok && no == "" && a.seq == "" {
		a.seq = seq
	}
	if a.seq != "" {
		n, err := strconv.ParseInt(a.seq, 10, 64)
		if err == nil && n >= 1 && n <= int64(len(m.sent)) {
			return int(n - 1), true
		}
		return 0, false
	}
	fen, err := money.Parse(a.amount)
	var found []int
	for i, l := range m.sent {
		if err == nil && l.Last4 == last4(a.account) && l.AmountFen == int64(fen) && (a.holder == "" || a.holder == l.Holder) {
			found = append(found, i)
		}
	}
	if len(found) != 1 {
		return 0, false
	}
	return found[0], true
}
