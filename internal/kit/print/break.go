package print

import (
	"fmt"
	"strings"
	"unicode"

	"yice/internal/kit/errs"
)

// Marks that may not begin, and marks that may not end a line (避头尾).
const (
	noStart = "，。、；：？！）】》」』〉〕｝］”’…—～·％‰℃°々ー,.;:?!)]}>%~’”"
	noEnd   = "（【《「『〈〔｛［“‘￥＄＃№([{<$#"
)

// line is one set line; full ones may be stretched to the edge.
type line struct {
	text  string
	width float64
	full  bool
}

// wrap breaks one paragraph to a width; the first line leaves room for the style's indent.
func (d *Doc) wrap(text string, width float64, s style) []line {
	runes := d.clean(text)
	var out []line
	room, start := width-s.indent, 0
	for start < len(runes) {
		end, next := d.fit(runes[start:], room, s)
		text := strings.TrimRight(string(runes[start:start+end]), " ")
		start += next
		out = append(out, line{text, d.width(text, s.size, s.bold), start < len(runes)})
		room = width
	}
	if len(out) == 0 {
		out = []line{{}}
	}
	return out
}

// fit finds how many characters stand on a line and where the next one begins: at the last allowed break, or, when
// there is none, where the room ends.
func (d *Doc) fit(r []rune, room float64, s style) (end, next int) {
	used, last := 0.0, 0
	for i, c := range r {
		used += d.runeWidth(c, s.size, s.bold)
		if used > room+0.01 && c != ' ' {
			if last > 0 {
				end = last
			} else {
				end = max(i, 1)
			}
			next = end
			for next < len(r) && r[next] == ' ' {
				next++
			}
			return end, next
		}
		if i+1 < len(r) && mayBreak(r[i], r[i+1]) {
			last = i + 1
		}
	}
	return len(r), len(r)
}

// mayBreak tells whether a line may end between two characters.
func mayBreak(a, b rune) bool {
	switch {
	case b == ' ' || strings.ContainsRune(noStart, b) || strings.ContainsRune(noEnd, a):
		return false
	case a == ' ' || isHan(a) || isHan(b):
		return true
	case strings.ContainsRune("-/", a) && !unicode.IsDigit(b):
		return true
	}
	return !isWord(a) || !isWord(b)
}

// isHan holds for characters that stand alone: Han, kana, full-width forms and Chinese marks.
func isHan(c rune) bool {
	return unicode.Is(unicode.Han, c) || c >= 0x3000 && c <= 0x30ff || c >= 0xff00 && c <= 0xffef
}

// isWord holds for what makes up numbers and foreign words, so that 1,234.50 and 2020-05-07 stay in one piece.
func isWord(c rune) bool {
	return unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) || strings.ContainsRune(".,:/-_@&'+*=#$￥¥", c)
}

// clean checks that the font has every character and drops what nobody sees.
func (d *Doc) clean(text string) []rune {
	out := make([]rune, 0, len(text))
	for _, c := range text {
		switch {
		case c == '\t':
			out = append(out, ' ', ' ', ' ', ' ')
			continue
		case c == '\r' || unicode.Is(unicode.Cf, c):
			continue
		case c == '\u00a0' || c == '\u2028' || c == '\u2029':
			c = ' '
		}
		if d.spell && (!d.faces.regular.has(c) || !d.faces.bold.has(c)) {
			out = append(out, []rune(fmt.Sprintf("〔U+%04X〕", c))...)
			continue
		}
		if d.err == nil && (!d.faces.regular.has(c) || !d.faces.bold.has(c)) {
			d.fail(errs.New(errs.Invalid, "print.glyph_missing", "char", string(c), "text", around(text, c)))
		}
		out = append(out, c)
	}
	return out
}

// around shows a missing character with its neighbours, so that people find it.
func around(text string, c rune) string {
	r := []rune(text)
	for i, x := range r {
		if x == c {
			return string(r[max(0, i-8):min(len(r), i+9)])
		}
	}
	return text
}

func (d *Doc) width(text string, size float64, bold bool) float64 {
	w := 0.0
	for _, c := range text {
		w += d.runeWidth(c, size, bold)
	}
	return w
}

func (d *Doc) runeWidth(c rune, size float64, bold bool) float64 {
	f := d.faces.regular
	if bold {
		f = d.faces.bold
	}
	return f.width(c) * size / 1000
}
