package people

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
	"yice/internal/testkit"
)

type bench struct {
	*Service
	t   testing.TB
	ctx context.Context
	// cases stands for the casebook: what it says of each household.
	mu    sync.Mutex
	cases map[string]HouseholdCase
}

func newBench(t testing.TB) *bench {
	t.Helper()
	d := testkit.NewDB(t, func(c *db.Config) { maps.Copy(c.Codes, Codes()) })
	keys, err := secret.New(secret.AES, testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, cases: map[string]HouseholdCase{}}
	b.Service = New(d, keys, func(_ context.Context, _ *db.Tx, ids []string) ([]HouseholdCase, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		var out []HouseholdCase
		for _, id := range ids {
			if c, ok := b.cases[id]; ok {
				c.HouseholdID = id
				out = append(out, c)
			}
		}
		return out, nil
	})
	b.ctx = as(PermSave, PermCheck, PermReveal, PermSensitive)
	return b
}

func as(perms ...authz.Permission) context.Context {
	a := &authz.Actor{UserID: "u1", Name: "窗口小李", OrgID: "o1", OrgName: "萨尔图区工会", Reaches: map[authz.Permission][]authz.Reach{}}
	for _, p := range perms {
		a.Reaches[p] = []authz.Reach{{Kind: authz.All}}
	}
	return authz.With(context.Background(), a)
}

func (b *bench) setCase(household string, c HouseholdCase) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cases[household] = c
}

func (b *bench) save(in HouseholdInput) (h Household, err error) {
	err = b.db.Update(b.ctx, func(tx *db.Tx) error {
		h, err = b.SaveHouseholdTx(b.ctx, tx, in)
		return err
	})
	return h, err
}

func (b *bench) mustSave(in HouseholdInput) Household {
	b.t.Helper()
	h, err := b.save(in)
	if err != nil {
		b.t.Fatal(err)
	}
	return h
}

func (b *bench) view(fn func(tx *db.Tx) error) {
	b.t.Helper()
	if err := b.db.View(b.ctx, fn); err != nil {
		b.t.Fatal(err)
	}
}

func ptr[T any](v T) *T { return &v }

func member(name, id, relation string) MemberInput {
	return MemberInput{PersonInput: PersonInput{Name: name, DocNo: id}, Relation: relation}
}

const (
	idHusband = "230602198001010011"
	idWife    = "230602198506150028"
	idChild   = "230603201209010038"
)

func family() HouseholdInput {
	head := member("荆建国", idHusband, "01")
	head.Phone, head.Ethnic, head.Marital = ptr("１３８ 1234 5678"), "01", "1"
	head.Account = &AccountInput{Number: "6228489900000000002", Branch: "萨尔图支行", Holder: "荆建国"}
	head.Income = &Income{MonthFen: 300000}
	wife := member("单雪梅", idWife, "12")
	wife.Medical = &Medical{Health: "8", Disease: "血友病"}
	wife.Disability = &Disability{CertNo: idWife + "42", ExpiresOn: "2030-01-01"}
	return HouseholdInput{
		AreaCode: "230602", Street: "东风街道", Community: "新村社区", Address: ptr("3-4-501"), Size: 3, YearIncomeFen: ptr(int64(3600000)),
		Members: []MemberInput{head, wife, member("荆小明", idChild, "21")},
	}
}

func fieldsOf(err error) string {
	if err == nil {
		return ""
	}
	var out []string
	for _, f := range errs.As(err).Fields {
		s := f.Path + " " + f.Code
		if f.Warn {
			s += "?"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestSaveAndReadHousehold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.mustSave(family())
	if h.Name != "荆某户" || h.Size != 3 || h.Version != 1 || len(h.Members) != 3 || !h.HasAddress || *h.YearIncomeFen != 3600000 {
		t.Fatalf("%+v", h)
	}
	head, wife := h.Members[0].Person, h.Members[1].Person
	if head.DocNo != "2306**********0011" || head.Phone != "138****5678" || head.BirthOn != "1980-01-01" || head.Sex != Male || head.Account.Last4 != "0002" {
		t.Errorf("%+v %+v", head, head.Account)
	}
	if wife.Medical.Disease != "血友病" || wife.Disability.Type != "4" || wife.Disability.Level != "2" || strings.Contains(wife.Disability.CertNo, "198506") {
		t.Errorf("%+v %+v", wife.Medical, wife.Disability)
	}
	plain, _ := json.Marshal(h)
	for _, secret := range []string{idHusband, idWife, idChild, "13812345678", "6228489900000000002", "3-4-501"} {
		if strings.Contains(string(plain), secret) {
			t.Errorf("the answer shows %s", secret)
		}
	}
	b.view(func(tx *db.Tx) error {
		dull, err := b.HouseholdTx(as(PermSave), tx, h.ID)
		if p := dull.Members[1].Person; err != nil || p.Medical != nil || p.Disability != nil || p.Income != nil || dull.YearIncomeFen != nil {
			t.Errorf("without the permission: %+v %v", p, err)
		}
		facts, err := b.FactsTx(as(), tx, h.ID, tx.Today())
		if err != nil || facts[1].Medical.Disease != "血友病" || facts[0].Relation != "01" {
			t.Errorf("facts: %v %v", facts, err)
		}
		p, err := b.FindByDocTx(b.ctx, tx, DocCitizenID, idWife+" ")
		if err != nil || p.ID != wife.ID {
			t.Errorf("by document: %v %v", p, err)
		}
		_, err = b.FindByDocTx(b.ctx, tx, DocPassport, idWife)
		if !errs.IsKind(err, errs.NotFound) {
			t.Errorf("other type: %v", err)
		}
		return nil
	})
}

func TestFindingsCarryPaths(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, c := range []struct {
		name string
		edit func(in *HouseholdInput)
		want string
	}{
		{"check character", func(in *HouseholdInput) { in.Members[1].DocNo = "230602198506150021" }, "members[1].doc_no ID_CHECK"},
		{"no number", func(in *HouseholdInput) { in.Members[2].DocNo = "" }, "members[2].doc_no ID_FORMAT"},
		{"old number", func(in *HouseholdInput) { in.Members[0].DocNo = "230602800101001" }, "members[0].doc_no ID_FORMAT"},
		{"birth", func(in *HouseholdInput) { in.Members[0].BirthOn = "1980-01-02" }, "members[0].birth_on ID_BIRTH_MISMATCH"},
		{"sex", func(in *HouseholdInput) { in.Members[0].Sex = Female }, "members[0].sex ID_SEX_MISMATCH"},
		{"twice", func(in *HouseholdInput) { in.Members[2] = member("荆二", idWife, "32") }, "members[2].doc_no ID_DUP_IN_FILE, members[2].relation RELATION_AGE?"},
		{"no head", func(in *HouseholdInput) { in.Members[0].Relation = "11" }, "members people.head_one"},
		{"two heads", func(in *HouseholdInput) { in.Members[1].Relation = "02" }, "members people.head_one"},
		{"no relation", func(in *HouseholdInput) { in.Members[1].Relation = "" }, "members[1].relation people.relation"},
		{"size", func(in *HouseholdInput) { in.Size = 4 }, "size HOUSEHOLD_SIZE_MISMATCH"},
		{"income", func(in *HouseholdInput) { in.YearIncomeFen = ptr(int64(1)) }, "year_income_fen INCOME_SUM_MISMATCH"},
		{"phone", func(in *HouseholdInput) { in.Members[0].Phone = ptr("12345") }, "members[0].phone PHONE_FORMAT"},
		{"card", func(in *HouseholdInput) { in.Members[0].Account.Number = "1234" }, "members[0].account.number CARD_FORMAT"},
		{"holder", func(in *HouseholdInput) { in.Members[0].Account.Holder = "单雪梅" }, "members[0].account.holder CARD_HOLDER_MISMATCH"},
		{"disability", func(in *HouseholdInput) { in.Members[1].Disability.CertNo = idHusband + "42" }, "members[1].disability.cert_no DIS_CERT_ID_MISMATCH"},
		{"disability type", func(in *HouseholdInput) { in.Members[1].Disability.Type = "1" }, "members[1].disability.type DIS_TYPE_MISMATCH"},
		{"expired", func(in *HouseholdInput) { in.Members[1].Disability.ExpiresOn = "2019-01-01" }, "members[1].disability.expires_on DIS_EXPIRED?"},
		{"young parent", func(in *HouseholdInput) {
			in.Members[2] = member("荆大", MakeCitizenID("230602", "1990-01-01", 1), "21")
		}, "members[2].relation RELATION_AGE?"},
		{"wife is a man", func(in *HouseholdInput) {
			in.Members[1] = member("单强", MakeCitizenID("230602", "1985-01-01", 3), "12")
		}, "members[1].relation RELATION_SEX?"},
		{"abolished county", func(in *HouseholdInput) {
			in.Members[1] = member("单雪", MakeCitizenID("230699", "1985-01-01", 2), "12")
		}, "members[1].doc_no ID_REGION_UNKNOWN?"},
		{"code", func(in *HouseholdInput) { in.Members[1].Ethnic = "99" }, "members[1].ethnic people.code"},
		{"area", func(in *HouseholdInput) { in.AreaCode = "999999" }, "area_code people.area"},
		{"minor's own card", func(in *HouseholdInput) {
			in.Members[2].Account = &AccountInput{Number: "6228489900000000002", Holder: "荆小明"}
		}, "members[2].account.is_guardian MINOR_NO_GUARDIAN"},
		{"stranger as guardian", func(in *HouseholdInput) {
			in.Members[2].Account = &AccountInput{Number: "6228489900000000002", Holder: "王五", IsGuardian: true}
		}, "members[2].account.holder MINOR_NO_GUARDIAN"},
	} {
		in := family()
		c.edit(&in)
		_, err := b.save(in)
		if got := fieldsOf(err); got != c.want {
			t.Errorf("%s: %q, want %q (%v)", c.name, got, c.want, err)
		}
		if warn := strings.HasSuffix(c.want, "?") && !strings.Contains(c.want, ","); warn != errs.IsCode(err, "people.reasons_needed") {
			t.Errorf("%s: code %v", c.name, err)
		}
	}
	b.view(func(tx *db.Tx) error {
		n, err := db.One[int64](b.ctx, tx, "SELECT count(*) FROM persons")
		if n != 0 {
			t.Errorf("%d persons were kept", n)
		}
		return err
	})
	in := family()
	in.Members[1].Disability.ExpiresOn = "2019-01-01"
	in.Overrides = map[string]string{"DIS_EXPIRED": "新证办理中"}
	h := b.mustSave(in)
	b.view(func(tx *db.Tx) error {
		rows, _, err := journal.Find(b.ctx, tx, journal.Filter{ObjectID: h.ID})
		if err != nil || len(rows) != 1 || rows[0].Reason != "DIS_EXPIRED：新证办理中" {
			t.Errorf("journal: %+v %v", rows, err)
		}
		return nil
	})
}

func TestUpdateChangesOnlyWhatDiffers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.mustSave(family())
	same := family()
	same.ID, same.Version = h.ID, h.Version
	again := b.mustSave(same)
	if again.Version != 1 || len(again.Changes) != 0 {
		t.Fatalf("unchanged save: version %d, %+v", again.Version, again.Changes)
	}
	in := HouseholdInput{
		ID: h.ID, Version: 1, AreaCode: "230602", Street: "东风街道", Community: "新村社区", Size: 0, Reason: "搬家、离婚",
		Members: []MemberInput{{PersonInput: PersonInput{PersonID: h.Members[2].Person.ID}, Relation: "20"}},
		Remove:  []Removal{{PersonID: h.Members[1].Person.ID, Reason: "离婚迁出"}}, Address: ptr("5-1-101"),
	}
	next := b.mustSave(in)
	if next.Version != 2 || next.Size != 2 || len(next.Members) != 2 || next.Members[1].Relation != "20" {
		t.Fatalf("%+v", next)
	}
	kinds := ""
	for _, c := range next.Changes {
		kinds += string(c.Kind) + strings.Join(c.Fields, "+") + " "
	}
	if kinds != "member_removed relation_changed changedaddress " {
		t.Errorf("changes: %s", kinds)
	}
	if _, err := b.save(in); !errs.IsKind(err, errs.Stale) || errs.As(err).Params["who"] != "窗口小李" {
		t.Errorf("old version: %v", err)
	}
	// The wife is free now and brings her own household, with the person as stored.
	own := HouseholdInput{AreaCode: "230602", Members: []MemberInput{member("单雪梅", idWife, "01")}}
	second := b.mustSave(own)
	if second.Members[0].Person.ID != h.Members[1].Person.ID || second.Members[0].Person.Medical.Disease != "血友病" {
		t.Errorf("%+v", second.Members[0].Person)
	}
}

func TestHeadChange(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.mustSave(family())
	ids := []string{h.Members[0].Person.ID, h.Members[1].Person.ID}
	next := b.mustSave(HouseholdInput{
		ID: h.ID, Version: 1, AreaCode: "230602", Reason: "原户主去世",
		Members: []MemberInput{{PersonInput: PersonInput{PersonID: ids[1]}, Relation: "01"}},
		Remove:  []Removal{{PersonID: ids[0], Reason: "去世"}},
	})
	if next.HeadID != ids[1] || next.Name != "单某户" || next.Size != 2 {
		t.Errorf("%+v", next)
	}
	_, err := b.save(HouseholdInput{ID: h.ID, Version: 2, AreaCode: "230602", Remove: []Removal{{PersonID: ids[1], Reason: "去世"}}})
	if fieldsOf(err) != "members people.head_one" {
		t.Errorf("head removed: %v", err)
	}
}

func TestOnePersonOneHousehold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.mustSave(family())
	second := HouseholdInput{AreaCode: "230602", Members: []MemberInput{member("单雪梅", idWife, "01")}}
	_, err := b.save(second)
	e := errs.As(err)
	if fieldsOf(err) != "members[0].doc_no ID_DUP_OTHER_HOUSEHOLD" || e.Fields[0].Params["household"] != "其他家庭" || e.Fields[0].Params["household_id"] != nil {
		t.Fatalf("unseen: %+v", e)
	}
	b.setCase(first.ID, HouseholdCase{CaseID: "c1", Open: true, Visible: true})
	_, err = b.save(second)
	if p := errs.As(err).Fields[0].Params; p["household"] != "荆某户" || p["household_id"] != first.ID {
		t.Errorf("seen: %v", p)
	}
	second.Members[0].Move = "离婚后独立成户"
	if _, err = b.save(second); !errs.IsCode(err, "ID_DUP_OTHER_HOUSEHOLD") {
		t.Errorf("moved out of an open case: %v", err)
	}
	b.setCase(first.ID, HouseholdCase{Open: false})
	moved := b.mustSave(second)
	b.view(func(tx *db.Tx) error {
		left, err := b.MembersTx(b.ctx, tx, first.ID, tx.Today())
		if err != nil || len(left) != 2 || len(moved.Members) != 1 {
			t.Errorf("left %d, %v", len(left), err)
		}
		return nil
	})
}

func TestOnePersonOneHouseholdUnderRace(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var wg sync.WaitGroup
	wins := make(chan error, 12)
	for i := range 12 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			in := HouseholdInput{AreaCode: "230602", Members: []MemberInput{member("张三", MakeCitizenID("230602", "1970-01-01", i*2+1), "01"), member("单雪梅", idWife, "97")}}
			_, err := b.save(in)
			wins <- err
		}()
	}
	wg.Wait()
	close(wins)
	ok := 0
	for err := range wins {
		if err == nil {
			ok++
		} else if !errs.IsCode(err, "ID_DUP_OTHER_HOUSEHOLD") && !errs.IsKind(err, errs.Conflict) {
			t.Error(err)
		}
	}
	if ok != 1 {
		t.Errorf("%d of 12 took the same person", ok)
	}
}

func TestMoveMember(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	from := b.mustSave(family())
	to := b.mustSave(HouseholdInput{AreaCode: "230602", Members: []MemberInput{member("李四", MakeCitizenID("230602", "1950-01-01", 5), "01")}})
	child := from.Members[2].Person.ID
	move := func(m Move) (h Household, err error) {
		err = b.db.Update(b.ctx, func(tx *db.Tx) error { h, err = b.MoveMemberTx(b.ctx, tx, m); return err })
		return h, err
	}
	m := Move{PersonID: child, HouseholdID: to.ID, Version: 1, Relation: "44", Reason: "由外祖父抚养"}
	b.setCase(from.ID, HouseholdCase{CaseID: "c1", Open: true})
	if _, err := move(m); !errs.IsKind(err, errs.NotFound) {
		t.Errorf("from an unseen open case: %v", err)
	}
	b.setCase(from.ID, HouseholdCase{CaseID: "c1", Open: true, Visible: true})
	if _, err := move(Move{PersonID: from.HeadID, HouseholdID: to.ID, Version: 1, Relation: "28", Reason: "搬走"}); !errs.IsCode(err, "people.head_moves") {
		t.Errorf("head: %v", err)
	}
	m.Relation = "43"
	h, err := move(m)
	if err != nil || h.Size != 2 || h.Changes[0].Kind != MemberMoved {
		t.Fatalf("%+v %v", h, err)
	}
	b.view(func(tx *db.Tx) error {
		left, err := b.HouseholdTx(b.ctx, tx, from.ID)
		if err != nil || len(left.Members) != 2 || left.Size != 2 || left.Version != 2 {
			t.Errorf("left behind: %d members, %+v, %v", len(left.Members), left, err)
		}
		return nil
	})
}

func TestReveal(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.mustSave(family())
	head := h.Members[0].Person.ID
	reveal := func(ctx context.Context, field, purpose string) (v string, err error) {
		err = b.db.Update(ctx, func(tx *db.Tx) error { v, err = b.RevealTx(ctx, tx, head, field, purpose); return err })
		return v, err
	}
	if _, err := reveal(b.ctx, FieldDocNo, "核对身份"); !errs.IsKind(err, errs.NotFound) {
		t.Errorf("case not visible: %v", err)
	}
	b.setCase(h.ID, HouseholdCase{CaseID: "c1", Open: true, Visible: true})
	for field, want := range map[string]string{
		FieldDocNo: idHusband, FieldPhone: "13812345678", FieldOtherPhone: "", FieldAddress: "3-4-501",
		FieldDisability: "", FieldAccount: "6228489900000000002",
	} {
		if v, err := reveal(b.ctx, field, "核对身份"); v != want || err != nil {
			t.Errorf("%s: %q %v", field, v, err)
		}
	}
	for name, try := range map[string]func() (string, error){
		"no purpose": func() (string, error) { return reveal(b.ctx, FieldDocNo, " ") },
		"no field":   func() (string, error) { return reveal(b.ctx, "name", "核对身份") },
		"no right":   func() (string, error) { return reveal(as(PermSave), FieldDocNo, "核对身份") },
	} {
		if v, err := try(); v != "" || err == nil {
			t.Errorf("%s: %q", name, v)
		}
	}
	b.view(func(tx *db.Tx) error {
		rows, _, err := journal.Find(b.ctx, tx, journal.Filter{CaseID: "c1", Action: "people.reveal"})
		if err != nil || len(rows) != 6 || rows[0].Reason != "核对身份" || strings.Contains(fmt.Sprintf("%+v", rows), idHusband) {
			t.Errorf("journal: %d %v", len(rows), err)
		}
		return nil
	})
}

func TestCheckRoute(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.mustSave(family())
	in := &CheckInput{}
	in.Body.Person = member("单雪梅", idWife, "12")
	in.Body.Person.Account = &AccountInput{Number: "6228489900000000002", Holder: "王五"}
	in.Body.HeadBirthOn = "1980-01-01"
	out, err := b.check(b.ctx, in)
	if err != nil || out.BirthOn != "1985-06-15" || out.Sex != Female || out.AreaCode != "230602" || out.Bank == "" {
		t.Fatalf("%+v %v", out, err)
	}
	if x := out.Existing; x == nil || !x.InHousehold || x.Visible || x.HouseholdID != "" || x.CaseID != "" || x.OpenCase || x.PersonID != "" {
		t.Errorf("unseen household: %+v", x)
	}
	codes := ""
	for _, f := range out.Findings {
		codes += f.Code + " "
		if f.Detail == "" || strings.Contains(f.Detail, "{") {
			t.Errorf("no sentence: %+v", f)
		}
	}
	if codes != "CARD_HOLDER_MISMATCH ID_DUP_OTHER_HOUSEHOLD " {
		t.Errorf("findings: %s", codes)
	}
	b.setCase(h.ID, HouseholdCase{CaseID: "c1", Open: true, Visible: true})
	in.Body.HouseholdID, in.Body.Person.Account = h.ID, nil
	out, err = b.check(b.ctx, in)
	if x := out.Existing; err != nil || len(out.Findings) != 0 || !x.SameHousehold || x.CaseID != "c1" || !x.OpenCase {
		t.Errorf("own household: %+v %v", out, err)
	}
}

func TestCompleteNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.mustSave(family())
	b.view(func(tx *db.Tx) error {
		missing, err := b.CompleteTx(b.ctx, tx, h.ID)
		got := fieldsOf(&errs.Error{Fields: missing})
		for _, want := range []string{"housing people.required", "members[0].political people.required", "members[2].medical.health people.required"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q lacks %q", got, want)
			}
		}
		return err
	})
}

// TestReadingBeforeChangesNothing: an input that was read before its transaction comes to the same plan, as often as it is
// planned, and leaves the same search rows.
func TestReadingBeforeChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	twice := family()
	twice.Members = append(twice.Members, member("荆二", idHusband, "21"))
	wrong := family()
	wrong.Members[0].DocNo = "230602198001010012"
	for name, in := range map[string]HouseholdInput{"good": family(), "twice": twice, "wrong": wrong} {
		read := b.Read(in)
		b.view(func(tx *db.Tx) error {
			plans, err := b.PlansTx(b.ctx, tx, []HouseholdInput{in, read, read})
			if err != nil {
				return err
			}
			for _, p := range plans[1:] {
				// The inputs of one batch take the same numbers, which only the first may.
				own := slices.DeleteFunc(p.Findings, func(f errs.Field) bool { return f.Code == "ID_DUP_OTHER_HOUSEHOLD" })
				if !reflect.DeepEqual(own, plans[0].Findings) && len(own)+len(plans[0].Findings) > 0 {
					t.Errorf("%s: read before %v, else %v", name, own, plans[0].Findings)
				}
			}
			return nil
		})
	}
	first, second := b.mustSave(family()), newBench(t)
	other := second.mustSave(second.Read(family()))
	rows := func(b *bench) (n int) {
		b.view(func(tx *db.Tx) (err error) {
			n, err = db.One[int](b.ctx, tx, "SELECT count(*) FROM people_tokens")
			return err
		})
		return n
	}
	if len(first.Members) != len(other.Members) || rows(b) != rows(second) || rows(b) == 0 {
		t.Errorf("%d and %d members, %d and %d search rows", len(first.Members), len(other.Members), rows(b), rows(second))
	}
	second.view(func(tx *db.Tx) error {
		found, err := second.SearchTx(second.ctx, tx, "荆建国", 10)
		if len(found) != 1 {
			t.Errorf("found %v", found)
		}
		return err
	})
}
