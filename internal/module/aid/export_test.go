package aid_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"yice/internal/kit/i18n"
	"yice/internal/kit/sheet"
	"yice/internal/module/aid"
)

func TestTheListLeavesMaskedWithWatermarkAndJournal(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 3 {
		b.accepted(t, "union-clerk", i+1)
	}
	b.accepted(t, "civil-clerk", 9)
	out := get(t, b, "union-officer", "/cases/export?purpose=月报")
	rows := [][]string{}
	err := sheet.ReadRows(bytes.NewReader(out), int64(len(out)), sheet.Options{}, func(_ int, cells []string) error {
		rows = append(rows, slices.Clone(cells))
		return nil
	})
	if err != nil || len(rows) != 3+3 { // title, head, three rows, watermark
		t.Fatalf("%v %d rows: %v", err, len(rows), rows)
	}
	all := strings.Join(slices.Concat(rows...), "|")
	for _, want := range []string{"荆某户", "已受理", "医疗、生活", "DQ-2020-0001", "赵经办", "用途：月报"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in %s", want, all)
		}
	}
	if strings.Contains(all, "荆小梅") {
		t.Error("a full name left the house")
	}
}

func get(t *testing.T, b *bundle, login, path string) []byte {
	t.Helper()
	w := httptest.NewRecorder()
	if err := aid.ExportForTest(b.aid, w, httptest.NewRequest(http.MethodGet, path, nil).WithContext(b.As(login))); err != nil {
		t.Fatal(err)
	}
	return w.Body.Bytes()
}

func TestEveryCodeOfTheFormsHasAWord(t *testing.T) {
	t.Parallel()
	for _, lang := range []i18n.Language{i18n.Chinese, i18n.English} {
		c := aid.CodesFor(lang, "230600")
		if len(c.Areas) != 10 || len(c.Areas[0].Streets) == 0 {
			t.Fatalf("%d areas", len(c.Areas))
		}
		for _, name := range []string{"need", "class", "department", "income", "rigid", "flag", "exit_reason", "paper"} {
			for _, x := range c.Lists[name] {
				if x.Label == "" || lang == i18n.Chinese && x.Label == x.Code {
					t.Errorf("%s: %s has no word", name, x.Code)
				}
			}
			if len(c.Lists[name]) == 0 {
				t.Errorf("no list %s", name)
			}
		}
	}
}
