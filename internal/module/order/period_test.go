package order

import (
	"testing"

	"yice/internal/kit/i18n"
)

// TestPeriodsAreSaidInWords leaves out the end of an award's id and nothing else.
func TestPeriodsAreSaidInWords(t *testing.T) {
	t.Parallel()
	for period, want := range map[string]i18n.Word{
		"2020-06VJR6-2":    {ZH: "2020年第2期", EN: "2020, instalment 2"},
		"2020-H1-06VJR6-1": {ZH: "2020-H1第1期", EN: "2020-H1, instalment 1"},
		"2020-05":          {ZH: "2020-05", EN: "2020-05"},
		"2020-05/3":        {ZH: "2020-05/3", EN: "2020-05/3"},
		"2020-05-01":       {ZH: "2020-05-01", EN: "2020-05-01"},
		"2019-2020":        {ZH: "2019-2020", EN: "2019-2020"},
		"-06VJR6-2":        {ZH: "-06VJR6-2", EN: "-06VJR6-2"},
		"":                 {},
	} {
		if got := PeriodWord(period); got != want {
			t.Errorf("%q is said %+v, want %+v", period, got, want)
		}
	}
}
