package calendar

import (
	"context"
	"testing"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/testkit"
)

func office(t *testing.T) (*Service, *db.DB) {
	t.Helper()
	d := testkit.NewDB(t)
	s, err := NewService(d)
	if err != nil {
		t.Fatal(err)
	}
	return s, d
}

func due(t *testing.T, s *Service, d *db.DB, start string, days int, working bool) string {
	t.Helper()
	var out string
	err := d.View(t.Context(), func(tx *db.Tx) (err error) {
		out, err = s.DueOnTx(t.Context(), tx, start, days, working)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDueOn(t *testing.T) {
	s, d := office(t)
	for _, c := range []struct {
		start   string
		days    int
		working bool
		want    string
	}{
		{"2020-04-28", 3, true, "2020-05-06"},  // labour day week: 1–5 May off
		{"2020-04-28", 3, false, "2020-05-06"}, // 1 May is off, so are the days up to the 5th
		{"2020-05-07", 0, true, "2020-05-07"},
		{"2020-05-08", 7, false, "2020-05-15"},
		{"2026-12-28", 10, true, "2027-01-11"}, // the list of 2027 is not known: plain weeks
	} {
		if got := due(t, s, d, c.start, c.days, c.working); got != c.want {
			t.Errorf("%s + %d (%t) = %s, want %s", c.start, c.days, c.working, got, c.want)
		}
	}
}

func TestSetYear(t *testing.T) {
	s, d := office(t)
	other, err := NewService(d) // another server on the same database
	if err != nil {
		t.Fatal(err)
	}
	days := []Day{{Date: "2027-01-01", Name: "元旦"}, {Date: "2027-01-03", Work: true, Name: "元旦"}}
	if err := s.SetYear(t.Context(), 2027, "国办发明电〔2026〕1号", days); !errs.IsKind(err, errs.Unauthenticated) {
		t.Error(err)
	}
	clerk := authz.With(context.Background(), &authz.Actor{UserID: "u", Name: "张三"})
	if err := s.SetYear(clerk, 2027, "x", days); !errs.IsKind(err, errs.Forbidden) {
		t.Error(err)
	}
	admin := authz.With(context.Background(), authz.System("管理员", PermManage))
	for code, bad := range map[string][]Day{
		"calendar.days_required": {},
		"calendar.day_elsewhere": {{Date: "2026-12-31"}},
		"calendar.day_twice":     {{Date: "2027-01-01"}, {Date: "2027-01-01"}},
		"calendar.day_plain":     {{Date: "2027-01-04", Work: true}},
		"calendar.date_format":   {{Date: "1 Jan"}},
	} {
		if err := s.SetYear(admin, 2027, "文", bad); !errs.IsCode(err, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if err := s.SetYear(admin, 2027, " ", days); !errs.IsCode(err, "calendar.document_required") {
		t.Error(err)
	}
	if err := s.SetYear(admin, 2027, "国办发明电〔2026〕1号", days); err != nil {
		t.Fatal(err)
	}
	for _, svc := range []*Service{s, other} {
		if got := due(t, svc, d, "2026-12-31", 1, true); got != "2027-01-03" {
			t.Error("the entered year is not used:", got)
		}
	}
	years, err := other.Years(t.Context())
	if err != nil || len(years) != 10 || years[9].Document != "国办发明电〔2026〕1号" || len(years[9].Days) != 2 || years[0].Year != 2018 {
		t.Error(years[len(years)-1], err)
	}
	if err := s.SetYear(admin, 2027, "更正", []Day{{Date: "2027-01-01"}}); err != nil {
		t.Fatal(err)
	}
	if got := due(t, other, d, "2026-12-31", 1, true); got != "2027-01-04" {
		// both edits may carry the same instant; the days must be the new ones all the same
		t.Error("the replaced year is not used:", got)
	}
}
