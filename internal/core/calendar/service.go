package calendar

import (
	"context"
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
)

// PermManage lets an administrator enter a year's list of days off.
const PermManage authz.Permission = "calendar.manage"

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Grants says which role may do what here.
func Grants() []authz.Grant {
	return []authz.Grant{{Role: "system_admin", Perm: PermManage, Reach: authz.All}}
}

// Year is what is known of one year. Document is the State Council's notice as the administrator entered it, empty for
// the lists that come with the program.
type Year struct {
	Year     int64  `db:"year" json:"year"`
	Document string `db:"document" json:"document"`
	SetBy    string `db:"set_by" json:"set_by"`
	SetAt    int64  `db:"set_at" json:"set_at"`
	Version  int64  `db:"version" json:"version"`
	Days     []Day  `json:"days"`
}

// Service gives the calendar that holds now: the published lists, and over them the years that an administrator entered.
type Service struct {
	db   *db.DB
	base Calendar

	mu    sync.Mutex
	stamp string
	now   Calendar
}

// NewService builds the room; it fails only when the embedded list is damaged.
func NewService(d *db.DB) (*Service, error) {
	days, err := Published()
	if err != nil {
		return nil, err
	}
	base, err := New(days)
	if err != nil {
		return nil, err
	}
	return &Service{db: d, base: base, now: base}, nil
}

// LoadTx gives the calendar as this transaction sees it. It asks for the list of entered years only, and keeps the rest.
func (s *Service) LoadTx(ctx context.Context, tx *db.Tx) (Calendar, error) {
	years, err := findYears(ctx, tx)
	if err != nil {
		return Calendar{}, err
	}
	var b strings.Builder
	for _, y := range years {
		b.WriteString(strconv.FormatInt(y.Year, 10) + "@" + strconv.FormatInt(y.Version, 10) + " ")
	}
	stamp := b.String()
	s.mu.Lock()
	defer s.mu.Unlock()
	if stamp == s.stamp {
		return s.now, nil
	}
	rows, err := findDays(ctx, tx)
	if err != nil {
		return Calendar{}, err
	}
	c, err := s.base.With(rows)
	if err != nil {
		return Calendar{}, err
	}
	s.stamp, s.now = stamp, c
	return c, nil
}

// Load is LoadTx; the plan names it so.
func (s *Service) Load(ctx context.Context, tx *db.Tx) (Calendar, error) { return s.LoadTx(ctx, tx) }

// DueOnTx is Calendar.DueOn by the calendar of this transaction.
func (s *Service) DueOnTx(ctx context.Context, tx *db.Tx, start string, days int, working bool) (string, error) {
	c, err := s.LoadTx(ctx, tx)
	if err != nil {
		return "", err
	}
	return c.DueOn(start, days, working)
}

// Years lists the known years, the entered ones with their document.
func (s *Service) Years(ctx context.Context) (out []Year, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		entered, err := findYears(ctx, tx)
		if err != nil {
			return err
		}
		c, err := s.LoadTx(ctx, tx)
		if err != nil {
			return err
		}
		out = make([]Year, 0, len(c.years))
		for _, y := range c.Years() {
			row := Year{Year: int64(y)}
			for _, e := range entered {
				if e.Year == row.Year {
					row = e
				}
			}
			row.Days = c.Days(y)
			out = append(out, row)
		}
		return nil
	})
	return out, err
}

// SetYear enters or replaces the whole list of a year under the number of its document. The days must lie in the year,
// each once; a worked day is a Saturday or Sunday. Codes: forbidden, calendar.document_required,
// calendar.days_required, calendar.day_elsewhere, calendar.day_plain, calendar.day_twice, calendar.date_format.
func (s *Service) SetYear(ctx context.Context, year int, document string, days []Day) error {
	if err := authz.Require(ctx, PermManage); err != nil {
		return err
	}
	document = strings.TrimSpace(document)
	if document == "" {
		return errs.InvalidField("document", "calendar.document_required")
	}
	if err := checkYear(year, days); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.LoadTx(ctx, tx)
		if err != nil {
			return err
		}
		row := Year{Year: int64(year), Document: document, SetBy: authz.From(ctx).Name, SetAt: tx.NowMS()}
		if err := replaceYear(ctx, tx, row, days); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "calendar.set_year", ObjectType: "calendar", ObjectID: strconv.Itoa(year),
			Summary: "录入" + strconv.Itoa(year) + "年节假日安排（" + document + "）", Before: c.Days(year), After: days,
		})
	})
}

func checkYear(year int, days []Day) error {
	if len(days) == 0 {
		return errs.InvalidField("days", "calendar.days_required")
	}
	plain, err := New([]Day{})
	if err != nil {
		return err
	}
	plain = plain.Estimating()
	seen := map[string]bool{}
	for i, d := range days {
		path := "days[" + strconv.Itoa(i) + "].date"
		t, err := parse(d.Date)
		switch {
		case err != nil:
			return errs.InvalidField(path, "calendar.date_format")
		case t.Year() != year:
			return errs.InvalidField(path, "calendar.day_elsewhere", "date", d.Date, "year", year)
		case seen[d.Date]:
			return errs.InvalidField(path, "calendar.day_twice", "date", d.Date)
		}
		seen[d.Date] = true
		if works, _ := plain.works(t); works && d.Work {
			return errs.InvalidField(path, "calendar.day_plain", "date", d.Date)
		}
	}
	return nil
}
