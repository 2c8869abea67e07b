package people

import "testing"

func TestListsAreSound(t *testing.T) {
	names := map[string]bool{}
	for _, l := range Lists() {
		if names[l.Name()] || l.Len() == 0 {
			t.Error("list", l.Name())
		}
		names[l.Name()] = true
		codes := map[string]bool{}
		for _, e := range l.Entries() {
			if e.Code == "" || e.Zh == "" || e.En == "" || codes[e.Code] {
				t.Error(l.Name(), e)
			}
			codes[e.Code] = true
			for _, word := range []string{e.Zh, e.En} {
				if got, ok := l.ByLabel(word); !ok || got != e {
					t.Errorf("%s: %q finds %v", l.Name(), word, got)
				}
			}
		}
		if again, ok := ListByName(l.Name()); !ok || again.Len() != l.Len() {
			t.Error(l.Name())
		}
		l.Entries()[0].Zh = "改"
		if l.Entries()[0].Zh == "改" {
			t.Error("a caller can change", l.Name())
		}
	}
	if _, ok := ListByName("no such"); ok {
		t.Error("found a list that does not exist")
	}
}

func TestListSizes(t *testing.T) {
	for want, lists := range map[int][]List{
		10: {Causes(), ExitReasons(), FundSources()}, 20: {FormHealths(), Industries()}, 7: {WorkingStatuses(), DisabilityTypes(), PayFailures(), ContractTerms()},
		9: {Housings(), SchoolStages(), ApplyReasons(), DocumentTypes()}, 4: {AreaBands(), FormMaritals(), DisabilityLevels()},
		13: {HardToEmploys(), Politicals(), Occupations()}, 58: {Ethnics()}, 12: {AidProjects()}, 17: {DiseaseKinds()}, 84: {Relations()},
		11: {NeedKinds()}, 8: {RigidExpenses(), Maritals(), EmployerEconomies()}, 3: {HardshipClasses(), SelfCares()},
	} {
		for _, l := range lists {
			if l.Len() != want {
				t.Errorf("%s has %d, want %d", l.Name(), l.Len(), want)
			}
		}
	}
}

func TestByLabel(t *testing.T) {
	for _, c := range []struct {
		list        List
		label, code string
	}{
		{WorkingStatuses(), "在岗", "1"},
		{WorkingStatuses(), "下岗", "2"},
		{WorkingStatuses(), "下（待）岗", "2"},
		{WorkingStatuses(), " 失 业 ", "3"},
		{Ethnics(), "汉", "01"},
		{Ethnics(), "汉族", "01"},
		{Ethnics(), "达斡尔", "31"},
		{Ethnics(), "基诺族", "56"},
		{Ethnics(), "赫哲族", "53"},
		{Maritals(), "离异", "40"},
		{FormMaritals(), "离婚", "3"},
		{Sexes(), "女", "2"},
		{Sexes(), "1", "1"},
		{Politicals(), "党员", "01"},
		{Causes(), "其他", "10"},
		{FormHealths(), "尿毒症", "5"},
		{DisabilityLevels(), "2级", "2"},
		{DisabilityTypes(), "肢体残疾", "4"},
		{Educations(), "大专", "30"},
		{Educations(), "初中", "70"},
		{HardshipClasses(), "低保户", "1"},
		{DocumentTypes(), "身份证", "1"},
		{Sexes(), "x", ""},
		{Sexes(), "", ""},
		{Sexes(), " ", ""},
		{Industries(), "a", "A"},
	} {
		if e, ok := c.list.ByLabel(c.label); e.Code != c.code || ok != (c.code != "") {
			t.Errorf("%s %q: %v", c.list.Name(), c.label, e)
		}
	}
	if Sexes().Label("2", "zh") != "女" || Sexes().Label("2", "en") != "female" || Sexes().Label("7", "zh") != "7" || !Sexes().Has("9") || Sexes().Has("3") {
		t.Error("label")
	}
}

func TestRelationByLabel(t *testing.T) {
	for _, c := range []struct {
		label string
		sex   Sex
		code  string
	}{
		{"配偶", "", "10"},
		{"配偶", Male, "11"},
		{"配偶", Female, "12"},
		{"爱人", Female, "12"},
		{"妻子", "", "12"},
		{"丈夫", "", "11"},
		{"妻", Female, "12"},
		{"之子", "", "20"},
		{"儿子", "", "20"},
		{"子", Male, "20"},
		{"长子", Male, "22"},
		{"次子", "", "23"},
		{"二女儿", "", "33"},
		{"女儿", "", "30"},
		{"之女", "", "30"},
		{"子女", Male, "20"},
		{"子女", Female, "30"},
		{"父亲", "", "51"},
		{"母", "", "52"},
		{"父母", Female, "52"},
		{"父母", "", "50"},
		{"本人", "", "01"},
		{"户主", "", "02"},
		{"儿媳", "", "38"},
		{"孙女", "", "42"},
		{"外孙", "", "43"},
		{"哥哥", "", "71"},
		{"非亲属", "", "99"},
		{"10", Male, "11"},
		{"51", "", "51"},
		{"子女", "", ""},
		{"某某", "", ""},
	} {
		if e, _ := RelationByLabel(c.label, c.sex); e.Code != c.code {
			t.Errorf("%q %q: %v, want %s", c.label, c.sex, e, c.code)
		}
	}
}

func TestAreaBandOf(t *testing.T) {
	for area, want := range map[int64]string{0: "1", 2000: "1", 2001: "2", 5000: "2", 5001: "3", 7000: "3", 7001: "4"} {
		if AreaBandOf(area) != want {
			t.Error(area, AreaBandOf(area))
		}
	}
}
