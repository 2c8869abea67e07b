package intake

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/kit/money"
)

func itoa(n int) string { return strconv.Itoa(n) }

var (
	dayShape   = regexp.MustCompile(`^(\d{4})[-./年,](\d{1,2})[-./月,](\d{1,2})[日号]?(?:[ T]?\d{1,2}:\d{2}(?::\d{2})?)?$`)
	monthShape = regexp.MustCompile(`^(\d{4})[-./年,](\d{1,2})月?$`)
	solidShape = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	solidMonth = regexp.MustCompile(`^((?:19|20)\d{2})(\d{2})$`)
	serial     = regexp.MustCompile(`^([1-6]\d{4})(?:\.0+)?$`)
	levelTail  = regexp.MustCompile(`^(.*?)[,，、/ ]*([一二三四壹贰叁肆1-4]级)$`)
)

// parseDay reads the many ways of writing a date: 1980-1-1, 1980.01.01, 1980年1月1日, 19800101, a day number of the
// spreadsheet program. Month says that the day may be missing; it is the first then.
func parseDay(s string, month bool) (string, bool) {
	text := people.NormalizeText(s)
	if strings.ContainsRune(text, '年') || !strings.ContainsRune(text, ':') {
		text = strings.ReplaceAll(text, " ", "")
	}
	for _, shape := range []*regexp.Regexp{dayShape, solidShape} {
		if m := shape.FindStringSubmatch(text); m != nil {
			return day(m[1], m[2], m[3])
		}
	}
	if m := serial.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n).Format(time.DateOnly), true
	}
	if month {
		for _, shape := range []*regexp.Regexp{monthShape, solidMonth} {
			if m := shape.FindStringSubmatch(text); m != nil {
				return day(m[1], m[2], "1")
			}
		}
		if len(text) == 4 {
			return day(text, "1", "1")
		}
	}
	return "", false
}

func day(y, m, d string) (string, bool) {
	for len(m) < 2 {
		m = "0" + m
	}
	for len(d) < 2 {
		d = "0" + d
	}
	s := y + "-" + m + "-" + d
	_, err := time.Parse(time.DateOnly, s)
	return s, err == nil
}

// parseYuan reads an amount in yuan, with thousands' commas, 元 or ¥.
func parseYuan(s string) (int64, bool) {
	text := people.NormalizeNumber(s)
	text = strings.TrimPrefix(strings.TrimPrefix(text, "¥"), "￥")
	for _, unit := range []string{"元/月", "元/年", "元"} {
		text = strings.TrimSuffix(text, unit)
	}
	f, err := money.Parse(text)
	return int64(f), err == nil && f >= 0
}

// isNothing is what people write into a cell that does not apply.
func isNothing(s string) bool {
	switch people.NormalizeNumber(s) {
	case "", "无", "/", "\\", "-", "--", "—", "——", "暂无", "N/A", "NULL", "没有", "不详", "无此项", "空":
		return true
	}
	return false
}

func parseYes(s string) (bool, bool) {
	switch people.NormalizeNumber(s) {
	case "是", "有", "√", "✓", "Y", "YES", "1", "对", "会员":
		return true, true
	case "否", "无", "×", "X", "N", "NO", "0", "非", "不是", "非会员":
		return false, true
	}
	return false, false
}

// parseArea reads a county: its code, or its name below the city of the window.
func parseArea(s, windowArea string) (string, bool) {
	text := people.NormalizeNumber(s)
	if org.KnownArea(text) && len(text) >= 6 {
		return text, true
	}
	if len(windowArea) < 4 {
		return "", false
	}
	for _, a := range org.Counties(windowArea[:4]) {
		if a.Name == text || strings.HasPrefix(a.Name, text) && len([]rune(text)) >= 2 || strings.HasSuffix(text, a.Name) {
			return a.Code, true
		}
	}
	return "", false
}

// parseFloor reads square metres.
func parseFloor(s string) string {
	text := people.NormalizeNumber(s)
	for _, unit := range []string{"平方米", "平米", "㎡", "M2", "M²", "平"} {
		text = strings.TrimSuffix(text, unit)
	}
	return text
}

// splitDisability reads 肢体残疾二级 or 肢体/二级 in one cell.
func splitDisability(s string) (typ, level string) {
	text := people.NormalizeText(s)
	if e, ok := people.DisabilityTypes().ByLabel(text); ok {
		return e.Code, ""
	}
	if m := levelTail.FindStringSubmatch(text); m != nil {
		l, _ := people.DisabilityLevels().ByLabel(m[2])
		t, _ := people.DisabilityTypes().ByLabel(m[1])
		return t.Code, l.Code
	}
	return "", ""
}
