package sheet

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
)

// dateKind is what a number format says about a number: a plain one, a date, a time of day, or both.
type dateKind byte

const (
	hasDate dateKind = 1 << iota
	hasTime
)

// readStyles notes for every cell style whether it shows dates.
func (b *book) readStyles(part string) error {
	custom := map[string]dateKind{}
	err := b.part(part, partMax, func(w *window, prefix string) error {
		return w.elements(prefix+"numFmt", func(tag, _ []byte) error {
			custom[attr(tag, "numFmtId")] = kindOfFormat(attr(tag, "formatCode"))
			return nil
		})
	})
	if err != nil {
		return err
	}
	return b.part(part, partMax, func(w *window, prefix string) error {
		return w.elements(prefix+"cellXfs", func(_, inside []byte) error {
			in := &window{r: bytes.NewReader(nil), buf: inside, end: len(inside), eof: true}
			return in.elements(prefix+"xf", func(tag, _ []byte) error {
				id := attr(tag, "numFmtId")
				kind, ok := custom[id]
				if !ok {
					kind = builtIn(id)
				}
				b.styles = append(b.styles, kind)
				return nil
			})
		})
	})
}

// builtIn are the formats without a text of their own, those of the Chinese version included.
func builtIn(id string) dateKind {
	n, err := strconv.Atoi(id)
	switch {
	case err != nil:
		return 0
	case n >= 14 && n <= 17, n >= 27 && n <= 31, n == 36, n >= 50 && n <= 54, n >= 57 && n <= 58:
		return hasDate
	case n >= 18 && n <= 21, n >= 32 && n <= 35, n >= 45 && n <= 47, n >= 55 && n <= 56:
		return hasTime
	case n == 22:
		return hasDate | hasTime
	}
	return 0
}

// kindOfFormat looks for date letters outside quotes, brackets and escapes, in the part for positive numbers. An m alone
// is a month; beside h or s it is a minute.
func kindOfFormat(code string) (k dateKind) {
	month := false
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			if j := strings.IndexByte(code[i+1:], '"'); j >= 0 {
				i += j + 1
			}
		case '\\', '_', '*':
			i++
		case '[':
			j := strings.IndexByte(code[i:], ']')
			if j < 0 {
				return k
			}
			if in := strings.ToLower(code[i+1 : i+j]); in != "" && strings.Trim(in, "hms") == "" {
				k |= hasTime
			}
			i += j
		case ';':
			i = len(code)
		case 'y', 'Y', 'd', 'D':
			k |= hasDate
		case 'h', 'H', 's', 'S':
			k |= hasTime
		case 'm', 'M':
			month = true
		case 'G', 'g':
			if strings.EqualFold(code[i:min(len(code), i+7)], "general") {
				i += 6
			}
		}
	}
	if k == 0 && month {
		k = hasDate
	}
	return k
}

// appendNumber adds a stored number as people see it.
func (b *book) appendNumber(dst, raw []byte, style int) []byte {
	raw = bytes.TrimSpace(raw)
	if style < len(b.styles) && b.styles[style] != 0 {
		if f, ok := parseFloat(raw); ok {
			if out, ok := b.appendSerial(dst, f, b.styles[style]); ok {
				return out
			}
		}
	}
	digits, exact := 0, true
	for _, c := range raw {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '-':
		default:
			exact = false
		}
	}
	if exact || (digits <= 15 && bytes.IndexByte(raw, 'E') < 0 && bytes.IndexByte(raw, 'e') < 0) {
		return appendText(dst, raw)
	}
	f, ok := parseFloat(raw)
	if !ok || math.Abs(f) >= 1e30 || (f != 0 && math.Abs(f) < 1e-15) {
		return appendText(dst, raw)
	}
	// the program stores 17 digits of the binary value and shows 15: 19.989999999999998 is 19.99
	short, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'e', 14, 64), 64)
	return strconv.AppendFloat(dst, short, 'f', -1, 64)
}

// parseFloat takes decimal numbers only; the standard library would also take "inf" and "0x1p-2".
func parseFloat(raw []byte) (float64, bool) {
	for _, c := range raw {
		if (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	return f, err == nil
}

// appendSerial adds a day number, with the day 29 February 1900 that spreadsheets invented left out.
func (b *book) appendSerial(dst []byte, serial float64, kind dateKind) ([]byte, bool) {
	const lastDay = 2958466
	if kind == hasTime && serial >= 0 && serial < 1 {
		secs := int(math.Round(serial * 86400))
		return time.Unix(int64(secs%86400), 0).UTC().AppendFormat(dst, time.TimeOnly), true
	}
	if kind&hasDate == 0 || serial < 0 || serial >= lastDay {
		return dst, false
	}
	days, secs := math.Floor(serial), 0
	if kind&hasTime != 0 {
		secs = int(math.Round((serial - days) * 86400))
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case b.date04:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days == 60 || days == 0:
		return dst, false
	case days < 60:
		days++
	}
	t := epoch.AddDate(0, 0, int(days)).Add(time.Duration(secs) * time.Second)
	if secs == 0 {
		return t.AppendFormat(dst, time.DateOnly), true
	}
	return t.AppendFormat(dst, time.DateTime), true
}

// appendISODate adds a cell that is stored as a date text, in the same form as the serial ones.
func appendISODate(dst, raw []byte) []byte {
	s := strings.TrimSuffix(string(appendText(nil, raw)), "Z")
	s = strings.TrimSuffix(strings.Replace(s, "T", " ", 1), " 00:00:00")
	return append(dst, s...)
}
