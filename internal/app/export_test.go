package app

import (
	"bytes"
	"strings"
	"testing"

	"yice/internal/kit/sheet"
)

func TestExports(t *testing.T) {
	s := openSite(t)
	for _, c := range []struct{ login, path, word string }{
		{"system-admin", "/settings/organisations/export?q=萨尔图&purpose=核对名册", "萨尔图区总工会"},
		{"security-admin", "/settings/staff/export?role=finance_maker&sort=-name", "朱经办"},
		{"security-admin", "/settings/role-grants/export?state=now", "资金放款"},
		{"audit-admin", "/settings/sign-ins/export?result=ok", "audit-admin"},
	} {
		got := s.as(c.login).do("GET", c.path, nil).want(200, "")
		if got.header.Get("Content-Type") != sheet.MediaType || !strings.Contains(got.header.Get("Content-Disposition"), "filename*=utf-8''") {
			t.Errorf("%s: %v", c.path, got.header)
		}
		var cells []string
		err := sheet.ReadRows(bytes.NewReader(got.body), int64(len(got.body)), sheet.Options{}, func(_ int, row []string) error {
			cells = append(cells, row...)
			return nil
		})
		all := strings.Join(cells, "|")
		if err != nil || !strings.Contains(all, c.word) || !strings.Contains(all, "导出人：") {
			t.Errorf("%s: %v %s", c.path, err, all)
		}
	}
	b := s.as("system-admin")
	b.do("GET", "/settings/organisations/export?sort=secret", nil).want(422, "list.sort_unknown")
	b.do("GET", "/settings/organisations/export?q="+strings.Repeat("x", 600), nil).want(422, "field.too_long")
	b.do("GET", "/settings/sign-ins/export", nil).want(403, "forbidden")
	s.as("maker").do("GET", "/settings/staff/export", nil).want(403, "forbidden")
}
