package report_test

import (
	"slices"
	"testing"

	"yice/internal/core/org"
	"yice/internal/module/report"
)

func count(code string, n int64) report.Count { return report.Count{Code: code, N: n} }

func TestSmallGroupsAreMergedSoThatNothingIsFoundBySubtraction(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name     string
		in, want []report.Count
	}{
		{"none", nil, []report.Count{}},
		{"all large", []report.Count{count("a", 10), count("b", 30)}, []report.Count{count("b", 30), count("a", 10)}},
		{"one small takes the smallest large with it", []report.Count{count("a", 40), count("b", 12), count("c", 3)}, []report.Count{count("a", 40), count(report.Other, 15)}},
		{"small ones together are large", []report.Count{count("a", 40), count("b", 6), count("c", 5)}, []report.Count{count("a", 40), count(report.Other, 11)}},
		{"all of it is small", []report.Count{count("a", 4), count("b", 3)}, []report.Count{}},
	} {
		if got := report.Merge(x.in); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v", x.name, got)
		}
	}
}

func TestEveryGrantIsARole(t *testing.T) {
	t.Parallel()
	for _, g := range report.Grants() {
		if _, ok := org.RoleOf(g.Role); !ok {
			t.Error(g.Role)
		}
	}
}
