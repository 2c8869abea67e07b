package web

import (
	"reflect"
	"testing"
)

func TestBadDays(t *testing.T) {
	t.Parallel()
	type row struct {
		FromOn string  `json:"from_on"`
		ToOn   *string `json:"to_on"`
		Note   string  `json:"note"`
	}
	type shared struct {
		DoneOn string `json:"done_on"`
	}
	type in struct {
		ID   string `path:"id"`
		On   string `query:"due_on"`
		Body struct {
			shared
			Rows []row             `json:"rows"`
			More map[string]string `json:"more"`
		}
	}
	bad := "2021-02-30"
	v := &in{ID: "x", On: "1899-12-31"}
	v.Body.DoneOn = "99999-01-01"
	v.Body.Rows = []row{{FromOn: "2020-02-29", Note: "0000-00-00"}, {FromOn: "2020-1-1", ToOn: &bad}}
	v.Body.More = map[string]string{"sent_on": "x", "sent": "x"}
	got := map[string]bool{}
	for _, f := range daysOf(reflect.TypeFor[in]()).bad(v) {
		got[f.Path] = f.Code == "field.day"
	}
	want := []string{"due_on", "done_on", "rows[1].from_on", "rows[1].to_on", "more.sent_on"}
	for _, w := range want {
		if !got[w] {
			t.Errorf("%s is missing", w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v", got)
	}
	if bad := daysOf(reflect.TypeFor[in]()).bad(&in{}); len(bad) != 0 {
		t.Errorf("empty days: %v", bad)
	}
}
