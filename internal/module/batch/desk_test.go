package batch

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"yice/internal/core/calendar"
	"yice/internal/core/ledger"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/secret"
	"yice/internal/module/fund"
	"yice/internal/module/order"
	"yice/internal/testkit"
)

// desk is the finance office of a small city, with households that have accounts.
type desk struct {
	*testkit.City
	t      *testing.T
	s      *Service
	funds  *fund.Service
	orders *order.Service
	people *people.Service
	policy *policy.Service
	files  *blob.Store
	tasks  *task.Service
	told   []order.Order // what Settler heard
	homes  []people.Household
	made   int
}

// open leaves the rules of netting out: a book without them goes on as it was before they were known.
func open(t *testing.T) *desk {
	t.Helper()
	var file map[string]any
	if err := json.Unmarshal(policy.Daqing(), &file); err != nil {
		t.Fatal(err)
	}
	list, _ := file["params"].([]any)
	file["params"] = slices.DeleteFunc(list, func(x any) bool {
		p, _ := x.(map[string]any)
		key, _ := p["key"].(string)
		return strings.HasPrefix(key, "netting.")
	})
	params, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return openWith(t, params)
}

func openWith(t *testing.T, params []byte) *desk {
	t.Helper()
	codes := Codes()
	maps.Copy(codes, fund.Codes())
	maps.Copy(codes, order.Codes())
	maps.Copy(codes, ledger.Codes())
	maps.Copy(codes, people.Codes())
	w := testkit.WorldWith(t, codes, fund.Grants()...)
	keys, err := secret.New(secret.AES, testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{City: w, t: t}
	cal, err := calendar.NewService(w.DB)
	if err != nil {
		t.Fatal(err)
	}
	pol, err := policy.NewService(w.DB, keys)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pol.Load(w.System(policy.PermLoad), params); err != nil {
		t.Fatal(err)
	}
	d.tasks = task.NewService(w.DB, cal)
	d.policy = pol
	d.people = people.New(w.DB, keys, nil)
	files, err := blob.New(t.TempDir(), testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	d.files = files
	d.funds = fund.New(w.DB)
	d.orders = order.New(order.Deps{DB: w.DB, Funds: d.funds, People: d.people, Policy: pol, Tasks: d.tasks, Blobs: files})
	d.orders.OnSettled(d)
	d.s = New(Deps{DB: w.DB, Funds: d.funds, Orders: d.orders, People: d.people, Policy: pol, Calendar: cal, Tasks: d.tasks})
	return d
}

// Settled is the upper room.
func (d *desk) Settled(_ context.Context, tx *db.Tx, o order.Order) error {
	tx.AfterCommit(func() { d.told = append(d.told, o) })
	return nil
}

// home saves households of one person with an account until there are n, and gives the last.
func (d *desk) home(n int) people.Household {
	d.t.Helper()
	for len(d.homes) <= n {
		i := len(d.homes)
		name := "荆" + string([]rune("建国志强秀英海燕丽华文斌立军玉兰桂芳")[i%18]) + string([]rune("东南西北春夏秋冬")[i/18%8])
		ctx := d.System(people.PermSave)
		d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			h, err := d.people.SaveHouseholdTx(ctx, tx, people.HouseholdInput{
				AreaCode: "230602", Size: 1, Members: []people.MemberInput{{Relation: "01", PersonInput: people.PersonInput{
					Name: name, DocNo: people.MakeCitizenID("230602", "1975-03-02", i+1),
					Account: &people.AccountInput{Number: testkit.BankCard(i), Bank: "中国农业银行", Branch: "萨尔图支行", Holder: name},
				}}},
			})
			d.homes = append(d.homes, h)
			return err
		})
	}
	return d.homes[n]
}

// fund opens an unrestricted fund with so many fen in it.
func (d *desk) fund(fen int64) fund.Fund {
	d.t.Helper()
	d.made++
	return d.fill(fund.NewFund{Code: fmt.Sprint("F", d.made), Name: fmt.Sprint("资金", d.made), Source: "donation", FromOn: "2020-01-01"}, fen)
}

func (d *desk) fill(in fund.NewFund, fen int64) fund.Fund {
	d.t.Helper()
	ctx := d.As("maker")
	f, err := d.funds.Create(ctx, in)
	if err == nil && fen > 0 {
		_, err = d.funds.Receive(ctx, f.ID, fund.Received{AmountFen: fen, PayerName: "慈善总会", EvidenceNo: "PJ-1"})
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return f
}

// draft is an order for household n that nothing stands against.
func (d *desk) draft(f fund.Fund, n int, fen int64) order.Order {
	d.t.Helper()
	h := d.home(n)
	p := h.Members[0].Person
	d.made++
	return order.Order{
		CaseID: "case" + fmt.Sprint(n), CaseNo: fmt.Sprintf("DQ-2020-%04d", n), HouseholdID: h.ID, PersonID: p.ID, PayeePersonID: p.ID, BankAccountID: p.Account.ID,
		AwardID: fmt.Sprint("award", d.made), Instalment: 1, Purpose: "medical", Period: fmt.Sprint("2020-05/", d.made), FundID: f.ID, AmountFen: fen,
		DueOn: "2020-05-07", Department: "union",
	}
}

func (d *desk) try(fn func(ctx context.Context, tx *db.Tx) error) error {
	ctx := d.System()
	return d.DB.Update(ctx, func(tx *db.Tx) error { return fn(ctx, tx) })
}

func (d *desk) tryOrder(o order.Order) (out order.Order, err error) {
	err = d.try(func(ctx context.Context, tx *db.Tx) error {
		out, err = d.orders.OrderTx(ctx, tx, o)
		return err
	})
	return out, err
}

func (d *desk) order(o order.Order) order.Order {
	d.t.Helper()
	out, err := d.tryOrder(o)
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

func (d *desk) now(id string) (o order.Order) {
	d.t.Helper()
	if err := d.DB.View(d.t.Context(), func(tx *db.Tx) (err error) { o, err = d.orders.OrderByIDTx(d.t.Context(), tx, id); return err }); err != nil {
		d.t.Fatal(err)
	}
	return o
}

func (d *desk) refused(err error, code string) {
	d.t.Helper()
	if !errs.IsCode(err, code) {
		d.t.Fatalf("got %v, want %s", err, code)
	}
}

// holds compares balance and commitments of a fund.
func (d *desk) holds(f fund.Fund, balance, committed int64) {
	d.t.Helper()
	err := d.DB.View(d.t.Context(), func(tx *db.Tx) error {
		b, err := ledger.BalanceTx(d.t.Context(), tx, "fund/"+f.ID)
		if err == nil && (b.Balance != balance || b.Going != committed) {
			d.t.Fatalf("%s holds %d with %d committed, want %d with %d", f.Name, b.Balance, b.Going, balance, committed)
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) verify() {
	d.t.Helper()
	if _, err := ledger.Verify(d.t.Context(), d.DB); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func everyone() []authz.Permission {
	return []authz.Permission{fund.PermView, fund.PermManage, fund.PermMake, fund.PermReview, fund.PermRelease, fund.PermReconcile, fund.PermFile, fund.PermConfigure}
}
