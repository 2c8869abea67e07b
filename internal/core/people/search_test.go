package people

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yice/internal/kit/db"
	"yice/internal/kit/secret"
	"yice/internal/testkit"
)

func (b *bench) search(query string) []string {
	b.t.Helper()
	var out []string
	b.view(func(tx *db.Tx) (err error) {
		out, err = b.SearchTx(b.ctx, tx, query, 50)
		return err
	})
	return out
}

func TestSearchBox(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.mustSave(family())
	other := b.mustSave(HouseholdInput{AreaCode: "230602", Members: []MemberInput{member("荆建军", MakeCitizenID("230602", "1950-01-01", 5), "01")}})
	head, wife, brother := h.Members[0].Person.ID, h.Members[1].Person.ID, other.HeadID
	for query, want := range map[string][]string{
		"荆建国": {head}, "建国": {head}, "荆建": {head, brother}, "单雪梅": {wife}, "sxm": {wife}, "shanxuemei": {wife}, "jingjianguo": {head},
		"jj": {head, brother}, "0011": {head}, "0028": {wife}, idHusband: {head}, strings.ToLower(idWife): {wife}, "230602800101001": {head},
		"13812345678": {head}, "138-1234-5678": {head}, "１３８１２３４５６７８": {head}, "建": nil, "张三": nil, "": nil, "国建": nil, "13800000000": nil,
		"%": nil, "' OR 1=1 --": nil,
	} {
		got := b.search(query)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", query, got, want)
		}
	}
	in := HouseholdInput{ID: h.ID, Version: 1, AreaCode: "230602", Members: []MemberInput{{PersonInput: PersonInput{
		PersonID: wife, Name: "单雪莲",
		Phone: ptr("13900001111"),
	}, Relation: "12"}}}
	b.mustSave(in)
	if got := b.search("单雪梅"); len(got) != 0 {
		t.Errorf("the old name still finds %v", got)
	}
	if got := b.search("雪莲"); !slices.Equal(got, []string{wife}) {
		t.Errorf("the new name finds %v", got)
	}
	if got := b.search("13900001111"); !slices.Equal(got, []string{wife}) {
		t.Errorf("the new phone finds %v", got)
	}
}

// Whatever is entered: the answer shows no full number, the search finds the person by each of its keys, and nothing
// in the tables is legible.
func TestMaskedAndFound(t *testing.T) {
	b := newBench(t)
	seq := 0
	rapid.Check(t, func(rt *rapid.T) {
		surname := rapid.SampledFrom([]string{"王", "李", "单", "曾", "欧阳", "上官", "关"}).Draw(rt, "surname")
		given := rapid.StringMatching(`[建国雪梅小明丽华伟军]{1,3}`).Draw(rt, "given")
		birth := rapid.SampledFrom([]string{"1950-02-28", "1964-02-29", "1980-12-31", "1999-01-01"}).Draw(rt, "birth")
		phone := rapid.StringMatching(`1[3-9][0-9]{9}`).Draw(rt, "phone")
		seq++
		name, number := surname+given, MakeCitizenID([]string{"230602", "230621", "110105", "340524"}[seq/1000%4], birth, seq%1000)
		in := HouseholdInput{AreaCode: "230602", Address: ptr("秘密地址" + number), Members: []MemberInput{member(name, number, "01")}}
		in.Members[0].Phone = ptr(phone)
		h, err := b.save(in)
		if err != nil && strings.Contains(err.Error(), "ID_DUP") {
			return
		}
		if err != nil {
			rt.Fatal(err)
		}
		shown, _ := json.Marshal(h)
		for _, secret := range []string{number, phone, "秘密地址", number[6:14]} {
			if strings.Contains(string(shown), secret) {
				rt.Fatalf("the answer shows %q: %s", secret, shown)
			}
		}
		for _, query := range []string{name, given + "", number, phone, number[14:], strings.ReplaceAll(PinyinOf(name), " ", "")} {
			if len([]rune(query)) < 2 {
				continue
			}
			if !slices.Contains(b.search(query), h.HeadID) && len(b.search(query)) < 50 {
				rt.Fatalf("%q does not find %s", query, name)
			}
		}
	})
	b.view(func(tx *db.Tx) error {
		for _, text := range []string{
			"SELECT token FROM people_tokens", "SELECT doc_sealed FROM persons", "SELECT doc_index FROM persons",
			"SELECT phone_sealed FROM persons", "SELECT address_sealed FROM households",
		} {
			rows, err := db.All[string](b.ctx, tx, text)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if strings.ContainsAny(r, "王李单曾欧关秘密:") || len(r) < 10 {
					t.Fatalf("%s holds %q", text, r)
				}
			}
		}
		return nil
	})
}

// TestRenamedIsFoundByTheNewNameOnly also when the old tokens were made under a key that is not used for new ones any more.
func TestRenamedIsFoundByTheNewNameOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.mustSave(HouseholdInput{AreaCode: "230602", Members: []MemberInput{member("欧阳建国", MakeCitizenID("230602", "1980-12-31", 7), "01")}})
	rename := func(version int64, name string) {
		t.Helper()
		b.mustSave(HouseholdInput{ID: h.ID, Version: version, AreaCode: "230602", Reason: "更正", Members: []MemberInput{
			{PersonInput: PersonInput{PersonID: h.HeadID, Name: name}, Relation: "01"},
		}})
	}
	found := func(query string, want bool) {
		t.Helper()
		if got := slices.Contains(b.search(query), h.HeadID); got != want {
			t.Errorf("%q finds: %v", query, got)
		}
	}
	rename(1, "上官雪梅")
	found("欧阳建国", false)
	found("ouyang", false)
	found("上官雪梅", true)
	newer, err := b.keys.Rotate(secret.AES, testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	if b.keys, err = newer.RotateIndex(); err != nil {
		t.Fatal(err)
	}
	rename(2, "李伟明")
	found("上官雪梅", false)
	found("李伟明", true)
	tokens := 0
	b.view(func(tx *db.Tx) (err error) {
		tokens, err = db.One[int](b.ctx, tx, "SELECT count(*) FROM people_tokens WHERE person_id = $1", h.HeadID)
		return err
	})
	if want := len(NameTokens("李伟明")) + 1; tokens != want {
		t.Errorf("%d tokens, want %d", tokens, want)
	}
}
