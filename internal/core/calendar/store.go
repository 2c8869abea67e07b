package calendar

import (
	"context"

	"yice/internal/kit/db"
)

type dayRow struct {
	Date  string `db:"date"`
	Year  int64  `db:"year"`
	Works bool   `db:"works"`
	Name  string `db:"name"`
}

func findYears(ctx context.Context, tx *db.Tx) ([]Year, error) {
	return db.All[Year](ctx, tx, "SELECT year, document, set_by, set_at, version FROM calendar_years ORDER BY year")
}

func findDays(ctx context.Context, tx *db.Tx) ([]Day, error) {
	days := []Day{}
	err := db.Each(ctx, tx, func(r dayRow) error {
		days = append(days, Day{Date: r.Date, Work: r.Works, Name: r.Name})
		return nil
	}, "SELECT date, year, works, name FROM calendar_days ORDER BY date")
	return days, err
}

func replaceYear(ctx context.Context, tx *db.Tx, y Year, days []Day) error {
	if _, err := tx.Exec(ctx, "DELETE FROM calendar_days WHERE year = $1", y.Year); err != nil {
		return err
	}
	rows := make([]dayRow, 0, len(days))
	for _, d := range days {
		rows = append(rows, dayRow{Date: d.Date, Year: y.Year, Works: d.Work, Name: d.Name})
	}
	if err := db.InsertMany(ctx, tx, "calendar_days", rows); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "INSERT INTO calendar_years (year, document, set_by, set_at, version) VALUES ($1, $2, $3, $4, 1) "+
		"ON CONFLICT (year) DO UPDATE SET document = excluded.document, set_by = excluded.set_by, set_at = excluded.set_at, version = calendar_years.version + 1",
		y.Year, y.Document, y.SetBy, y.SetAt)
	return err
}
