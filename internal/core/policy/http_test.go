package policy

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"yice/internal/kit/authz"
	"yice/internal/kit/i18n"
	"yice/internal/kit/web"
	"yice/rules"
)

func serve(t *testing.T, o *office, a *authz.Actor) func(method, path, body string) (int, string) {
	t.Helper()
	cat, err := i18n.New(Messages(), []byte(`{"internal":{"zh":"出错","en":"error"},"invalid":{"zh":"有误","en":"invalid"},"field.form":{"zh":"格式","en":"form"}}`))
	if err != nil {
		t.Fatal(err)
	}
	srv := web.New(web.Config{
		DB: o.d, Catalogue: cat, Log: slog.New(slog.DiscardHandler),
		Authenticate: func(*http.Request) (*authz.Actor, error) { return a, nil },
	}, Routes(o.s))
	return func(method, path, body string) (int, string) {
		r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
}

func TestRoutes(t *testing.T) {
	o := setup(t)
	a := &authz.Actor{UserID: "u1", Name: "李科长", Area: "230600", Reaches: map[authz.Permission][]authz.Reach{
		PermView: {{Kind: authz.All}}, PermPropose: {{Kind: authz.Org, Path: "/dq/"}},
	}}
	call := serve(t, o, a)
	code, body := call("POST", "/policy/params", `{"key":"platform.blood.rate","area":"230600","value":"70%","from_on":"2020-07-01","note":"血液病"}`)
	var draft Param
	if err := json.Unmarshal([]byte(body), &draft); err != nil || code != 200 || draft.Value != "0.7" {
		t.Fatal(code, body)
	}
	if code, body = call("POST", "/policy/params", `{"key":"wage.min","area":"230600","value":"abc","from_on":"2020-07-01"}`); code != 422 || !strings.Contains(body, "policy.value_money") {
		t.Error(code, body)
	}
	o.adopt("dibao.urban", "230600", "680", "2020-10-01", "")
	code, body = call("GET", "/policy/params?area=230602&on=2020-06-01", "")
	var list Board
	if err := json.Unmarshal([]byte(body), &list); err != nil || code != 200 {
		t.Fatal(code, body)
	}
	byKey := map[string]Line{}
	for _, l := range list.Items {
		byKey[l.Key] = l
	}
	if l := byKey["dibao.urban"]; l.Current.Value != "650" || len(l.Scheduled) != 1 || l.ZH != "城市低保标准" || l.Current.State != "in_force" || len(list.Can) != 1 {
		t.Errorf("%+v", l)
	}
	if l := byKey["platform.blood.rate"]; l.Current != nil || len(l.Drafts) != 1 || len(l.Drafts[0].Can) != 1 || l.ZH != "病种报销比例（血液病）" {
		t.Errorf("%+v", l)
	}
	if _, ok := byKey["platform.*.rate"]; ok {
		t.Error("a pattern is shown as a parameter")
	}
	if code, body = call("GET", "/policy/params/dibao.urban/history", ""); code != 200 || strings.Count(body, `"id"`) != 3 || !strings.Contains(body, `"scheduled"`) || !strings.Contains(body, `"replaced"`) {
		t.Error(code, body)
	}
	if code, _ = call("DELETE", "/policy/params/"+draft.ID, ""); code != 204 {
		t.Error(code)
	}
	text, err := json.Marshal(strings.Replace(string(rules.Files()["hardship"]), "line_year - income + rigid", "line_year - incme + rigid", 1))
	if err != nil {
		t.Fatal(err)
	}
	rulesBody := `{"text":` + string(text) + `,"from_on":"2020-07-01","note":"缺口"}`
	if code, body = call("POST", "/policy/rules/check", rulesBody); code != 422 || !strings.Contains(body, `"path":"hardship:92:30"`) {
		t.Error(code, body)
	}
	var kept ShownRule
	if code, body = call("POST", "/policy/rules", rulesBody); code != 200 || json.Unmarshal([]byte(body), &kept) != nil || kept.State != "draft" {
		t.Error(code, body)
	}
	if code, body = call("GET", "/policy/rule-versions/"+kept.ID, ""); code != 200 || !strings.Contains(body, `"sound":false`) || !strings.Contains(body, "incme") {
		t.Error(code, body)
	}
	if code, body = call("GET", "/policy/rules", ""); code != 200 || !strings.Contains(body, `"propose"`) {
		t.Error(code, body)
	}
	if code, body = call("GET", "/policy/rules/hardship/history", ""); code != 200 || strings.Count(body, `"hash"`) != 2 {
		t.Error(code, body)
	}
	if code, _ = call("DELETE", "/policy/rule-versions/"+kept.ID, ""); code != 204 {
		t.Error(code)
	}
	if code, _ = call("POST", "/policy/replay", `{}`); code != 403 {
		t.Error(code)
	}
	in, err := json.Marshal(household(4, 72000, 45000))
	if err != nil {
		t.Fatal(err)
	}
	if code, body = call("POST", "/policy/preview", string(in)); code != 200 || !strings.Contains(body, `"class":"DEEP"`) || !strings.Contains(body, `"net_fen":56250`) {
		t.Error(code, body)
	}
}
