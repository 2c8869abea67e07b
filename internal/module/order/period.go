package order

import (
	"strings"

	"yice/internal/kit/i18n"
)

// PeriodWord is what an order is for in words. The orders of an award bear the period, the end of the award's id and the number of the
// instalment (2020-06VJR6-2), so that no two of a household are one; people are told the period and the instalment. Any other period is
// said as it is.
func PeriodWord(period string) i18n.Word {
	whole := i18n.Word{ZH: period, EN: period}
	rest, no, ok := cutLast(period)
	if !ok || no == "" || strings.Trim(no, "0123456789") != "" {
		return whole
	}
	of, award, ok := cutLast(rest)
	if !ok || of == "" || len(award) != 6 || strings.Trim(award, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return whole
	}
	zh := of
	if len(of) == 4 {
		zh += "年"
	}
	return i18n.Word{ZH: zh + "第" + no + "期", EN: of + ", instalment " + no}
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, '-')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}
