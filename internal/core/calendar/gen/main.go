// Command gen writes the exceptional days of the State Council's yearly holiday notices, as known to lunar-go, into
// days.json of the calendar room. Usage: gen FIRST_YEAR LAST_YEAR OUTPUT.
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/6tail/lunar-go/HolidayUtil"
)

type day struct {
	Date string `json:"date"`
	Work bool   `json:"work,omitempty"`
	Name string `json:"name"`
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: gen FIRST_YEAR LAST_YEAR OUTPUT")
	}
	first, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	last, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	if err := write(first, last, os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

func write(first, last int, path string) error {
	var days []day
	for year := first; year <= last; year++ {
		found := HolidayUtil.GetHolidaysByYear(year)
		if found.Len() == 0 {
			return fmt.Errorf("no holidays known for %d", year)
		}
		for e := found.Front(); e != nil; e = e.Next() {
			h := e.Value.(*HolidayUtil.Holiday)
			days = append(days, day{Date: h.GetDay(), Work: h.IsWork(), Name: h.GetName()})
		}
	}
	slices.SortFunc(days, func(a, b day) int { return cmp.Compare(a.Date, b.Date) })
	lines := make([]string, len(days))
	for i, d := range days {
		b, err := json.Marshal(d)
		if err != nil {
			return err
		}
		lines[i] = string(b)
	}
	return os.WriteFile(path, []byte("[\n"+strings.Join(lines, ",\n")+"\n]\n"), 0o644)
}
