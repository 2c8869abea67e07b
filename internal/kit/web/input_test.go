package web

import (
	"net/url"
	"testing"
)

func TestStorable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"a":"中文"}`: true, `"\n\"\\"`: true, `"\\u0000"`: true, `"\ud83d\ude00"`: true, `"\u00e9"`: true, `"\u12"`: true, `"\`: true, `"\uZZZZ"`: true,
		`"\u0000"`: false, `"\\\u0000"`: false, `"\ud83d"`: false, `"\ude00"`: false, `"\ud83dx"`: false, `"\ud83d\ud83d"`: false,
		`"\uD800\uDFFF"`: true, `"\uDFFF"`: false, "\"\xff\"": false, "\"\xed\xa0\x80\"": false,
	} {
		if got := storable([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestCheckAddress(t *testing.T) {
	t.Parallel()
	for text, fine := range map[string]bool{
		"/api/v1/cases": true, "/api/v1/cases/": true, "/api/v1/cases?q=%E4%B8%AD": true, "/api/v1/cases?q=..%2F..": true,
		"/api/v1/../x": false, "/api/v1//cases": false, "/api/v1/cases/..%2f..%2fetc": false, "/api/v1/%00": false, "/api/v1/%ff": false,
		"/api/v1/cases?q=%00": false, "/api/v1/cases?q=%ff": false, "/api/v1/cases?%00=1": false, "/api/v1/cases?q=%zz": false, "/api/v1/cases?a;b": false,
	} {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := checkAddress(u) == nil; got != fine {
			t.Errorf("%s: %v", text, got)
		}
	}
}
