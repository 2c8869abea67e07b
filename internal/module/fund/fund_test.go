package fund

import (
	"testing"

	"yice/internal/kit/errs"
)

func TestRestrictionsOfAFund(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.create(NewFund{Code: "R", Name: "血液病专项", Source: "donation_restricted", Restricted: true, Purposes: []string{"medical"}, Cases: []string{"case1"}})
	for _, x := range []struct {
		purpose, caseID string
		want            bool
	}{{"medical", "case1", true}, {"study", "case1", false}, {"medical", "case2", false}} {
		if f.PaysFor(x.purpose, x.caseID) != x.want {
			t.Errorf("%+v", x)
		}
	}
	if free := d.create(NewFund{Code: "U", Name: "一日捐", Source: "donation"}); !free.PaysFor("study", "case2") {
		t.Error("an unrestricted fund pays for everything")
	}
	for _, bad := range []NewFund{
		{Code: "X", Name: "x", Source: "donation_restricted"},
		{Code: "X", Name: "x", Source: "donation", Purposes: []string{"medical"}},
		{Code: "X", Name: "x", Source: "donation_restricted", Restricted: true},
		{Code: "X", Name: "x", Source: "lottery"},
		{Code: "X", Name: " ", Source: "donation"},
	} {
		if _, err := d.s.Create(d.As("maker"), bad); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	_, err := d.s.Create(d.As("maker"), NewFund{Code: "R", Name: "again", Source: "donation"})
	d.refused(err, "fund.code_taken")
	_, err = d.s.Create(d.As("reviewer"), NewFund{Code: "Z", Name: "z", Source: "donation"})
	d.refused(err, "forbidden")
}

func TestReceipts(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.create(NewFund{Code: "F", Name: "资金", Source: "donation", FromOn: "2020-01-01"})
	in := Received{AmountFen: 5000, PayerName: "市慈善总会", EvidenceNo: "PJ-9", ReceivedOn: "2020-05-01"}
	r, err := d.s.Receive(d.As("maker"), f.ID, in)
	d.must(err)
	_, err = d.s.Receive(d.As("maker"), f.ID, in)
	d.refused(err, "fund.evidence_taken")
	for code, change := range map[string]func(*Received){
		"fund.amount": func(x *Received) { x.AmountFen = 0 }, "fund.required": func(x *Received) { x.EvidenceNo = " " },
		"fund.date": func(x *Received) { x.ReceivedOn = "2020-05-08" },
	} {
		x := in
		x.EvidenceNo = "PJ-10"
		change(&x)
		_, err := d.s.Receive(d.As("maker"), f.ID, x)
		d.refused(err, code)
	}
	hold, err := d.promise(f, "one", 1)
	d.must(err)
	d.holds(f, 5000, 1)
	_, err = d.s.ReverseReceipt(d.As("maker"), r.ID, "录错")
	d.refused(err, "forbidden")
	_, err = d.s.ReverseReceipt(d.As("reviewer"), r.ID, "录错")
	d.refused(err, "FUND_BALANCE")
	d.release(hold)
	_, err = d.s.ReverseReceipt(d.As("reviewer"), r.ID, "录错")
	d.must(err)
	_, err = d.s.ReverseReceipt(d.As("reviewer"), r.ID, "录错")
	d.refused(err, "fund.already_reversed")
	d.holds(f, 0, 0)
	_, err = d.s.Receive(d.As("maker"), f.ID, in)
	d.must(err) // the voucher may be entered rightly now
	f, err = d.s.SetState(d.As("maker"), f.ID, f.Version, false, "用完")
	d.must(err)
	in.EvidenceNo = "PJ-11"
	_, err = d.s.Receive(d.As("maker"), f.ID, in)
	d.refused(err, "fund.closed")
	d.verify()
}

func TestAPromiseStaysWithinFundAndBudget(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.create(NewFund{Code: "F", Name: "资金", Source: "donation", FromOn: "2020-01-01"})
	_, err := d.s.Receive(d.As("maker"), f.ID, Received{AmountFen: 5000, PayerName: "市慈善总会", EvidenceNo: "PJ-1"})
	d.must(err)
	_, err = d.promise(f, "too much", 5001)
	d.refused(err, "FUND_BALANCE")
	if p := errs.As(err).Params; p["available"] != "50.00" || p["wanted"] != "50.01" {
		t.Errorf("%v", p)
	}
	_, err = d.s.SetBudget(d.As("maker"), f.ID, "2020-H1", 1000, 0, "年初预算")
	d.must(err)
	_, err = d.promise(f, "beyond the budget", 1001)
	d.refused(err, "fund.budget_exceeded")
	hold, err := d.promise(f, "within", 1000)
	d.must(err)
	d.holds(f, 5000, 1000)
	d.release(hold)
	_, err = d.promise(f, "again", 1000)
	d.must(err)
	d.verify()
}
