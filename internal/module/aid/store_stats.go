package aid

import (
	"context"
	"time"

	"yice/internal/core/flow"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/journal"
)

// What the statistics count. They count households, each once, over all cases, the hidden ones too, and name nobody.
const (
	MeasureEntered    = "entered"    // ever accepted
	MeasureRecognised = "recognised" // ever recognised
	MeasureEnded      = "ended"      // ended and hidden
	MeasureAssisting  = "assisting"  // assisted today
)

// Measures lists the measures in the order in which they are shown.
func Measures() []string {
	return []string{MeasureEntered, MeasureRecognised, MeasureEnded, MeasureAssisting}
}

// measured is the condition of a measure; a reopened case was recognised before although its fact was cleared.
func measured(measure string) string {
	switch measure {
	case MeasureEntered:
		return "c.accepted_on <> ''"
	case MeasureRecognised:
		return "(c.recognised_on <> '' OR EXISTS (SELECT 1 FROM aid_reopenings o WHERE o.case_id = c.id AND o.state = 'approved'))"
	case MeasureEnded:
		return "c.hidden"
	case MeasureAssisting:
		return "c.state IN ('assisting', 'revisit_due', 'ending')"
	}
	return "1=0"
}

// measuredOn is the column with the day on which a measure happened.
func measuredOn(measure string) string {
	switch measure {
	case MeasureRecognised:
		return "c.recognised_on"
	case MeasureEnded:
		return "c.ended_on"
	}
	return "c.accepted_on"
}

// HalfOf is the half-year of a day: 2020-H1.
func HalfOf(day string) string {
	if len(day) < 7 {
		return ""
	}
	if day[5:7] <= "06" {
		return day[:4] + "-H1"
	}
	return day[:4] + "-H2"
}

// halfDays are the first and last day of a half-year; an unknown one has none.
func halfDays(half string) (from, to string) {
	if len(half) != 7 {
		return "9999", ""
	}
	if half[5:] == "H1" {
		return half[:4] + "-01-01", half[:4] + "-06-30"
	}
	return half[:4] + "-07-01", half[:4] + "-12-31"
}

func narrowMeasure(q *db.Query, measure, half string) {
	q.If(measure != "", " AND "+measured(measure))
	if half != "" {
		from, to := halfDays(half)
		q.Add(" AND "+measuredOn(measure)+" >= ? AND "+measuredOn(measure)+" <= ?", from, to)
	}
}

type statRow struct {
	Key string `db:"key"`
	N   int64  `db:"n"`
}

// StatTx counts households by "half" (2020-H1), "area", "class", "need", "department", or all together under "all".
func StatTx(ctx context.Context, tx *db.Tx, measure, by string) (map[string]int64, error) {
	out := map[string]int64{}
	where := " FROM aid_cases c WHERE " + measured(measure)
	column := map[string]string{"area": "c.area_code", "class": "c.class", "department": "c.lead_department", "need": "c.needs"}[by]
	switch {
	case by == "half":
		column = measuredOn(measure)
		where += " AND " + column + " <> ''"
		column = "substr(" + column + ", 1, 4) || CASE WHEN substr(" + column + ", 6, 2) <= '06' THEN '-H1' ELSE '-H2' END"
	case column == "":
		column = "'all'"
	}
	rows, err := db.All[statRow](ctx, tx, "SELECT "+column+" AS key, count(DISTINCT c.household_id) AS n"+where+" GROUP BY 1")
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if by != "need" {
			out[r.Key] += r.N
			continue
		}
		var needs Needs
		if err := needs.Scan(r.Key); err != nil {
			return nil, err
		}
		for _, code := range needs {
			out[code] += r.N
		}
	}
	if by == "half" && measure == MeasureRecognised {
		err = addReopened(ctx, tx, out)
	}
	return out, err
}

// addReopened adds the households that were recognised before they were reopened, by the day that the journal knows.
func addReopened(ctx context.Context, tx *db.Tx, out map[string]int64) error {
	ids, err := db.All[string](ctx, tx, "SELECT c.id FROM aid_cases c WHERE c.recognised_on = '' AND EXISTS (SELECT 1 FROM aid_reopenings o "+
		"WHERE o.case_id = c.id AND o.state = 'approved')")
	if err != nil {
		return err
	}
	for _, id := range ids {
		e, _, err := journal.Find(ctx, tx, journal.Filter{CaseID: id, Action: "aid." + string(Recognise), Page: db.Page{Limit: db.PageMax}})
		if err != nil {
			return err
		}
		if len(e) > 0 {
			out[HalfOf(clock.Date(time.UnixMilli(e[len(e)-1].At)))]++
		}
	}
	return nil
}

// StatesTx counts the cases that are shown to staff by state.
func StatesTx(ctx context.Context, tx *db.Tx) (map[flow.State]int64, error) {
	rows, err := db.All[statRow](ctx, tx, "SELECT state AS key, CAST(sum(n) AS BIGINT) AS n FROM aid_counts WHERE NOT hidden GROUP BY state")
	out := map[flow.State]int64{}
	for _, r := range rows {
		out[flow.State(r.Key)] = r.N
	}
	return out, err
}
