package sheet

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// textTags are the tags around text, with the prefix of the part.
type textTags struct{ open, close, phonetic, phoneticEnd []byte }

func newTextTags(prefix string) textTags {
	return textTags{[]byte("<" + prefix + "t"), []byte("</" + prefix + "t>"), []byte("<" + prefix + "rPh"), []byte("</" + prefix + "rPh>")}
}

// append adds all text runs inside a string item; reading aids above the characters (rPh) are no part of it.
func (t textTags) append(dst, inside []byte) []byte {
	for {
		i := bytes.Index(inside, t.open)
		if i < 0 {
			return dst
		}
		if j := bytes.Index(inside[:i], t.phonetic); j >= 0 {
			end := bytes.Index(inside[j:], t.phoneticEnd)
			if end < 0 {
				return dst
			}
			inside = inside[j+end:]
			continue
		}
		inside = inside[i+len(t.open):]
		if len(inside) == 0 || !isBoundary(inside[0]) {
			continue
		}
		n := bytes.IndexByte(inside, '>')
		if n < 0 {
			return dst
		}
		if n > 0 && inside[n-1] == '/' {
			inside = inside[n:]
			continue
		}
		inside = inside[n+1:]
		end := bytes.Index(inside, t.close)
		if end < 0 {
			return dst
		}
		dst = appendText(dst, inside[:end])
		inside = inside[end:]
	}
}

// rowParser turns rows of XML into cells. The text of a row goes into one buffer and becomes one string.
type rowParser struct {
	b          *book
	fn         RowFunc
	cellName   []byte // prefix + "c"
	cellEnd    []byte
	valueOpen  []byte
	text       textTags
	buf        []byte
	spans      []span
	cells      []string
	rowNo, got int
}

// span is where a cell's text is: in the row's buffer, or in the shared strings when ready is set.
type span struct {
	from, to int
	ready    string
}

func newRowParser(b *book, prefix string, fn RowFunc) *rowParser {
	return &rowParser{
		b: b, fn: fn, cellName: []byte(prefix + "c"), cellEnd: []byte("</" + prefix + "c>"), valueOpen: []byte("<" + prefix + "v>"),
		text: newTextTags(prefix),
	}
}

func (p *rowParser) row(tag, inside []byte) error {
	no := p.rowNo + 1
	if r := attr(tag, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n <= p.rowNo || n > maxRow {
			return damaged("row number")
		}
		no = n
	}
	p.rowNo, p.buf, p.spans = no, p.buf[:0], p.spans[:0]
	if err := p.scan(inside); err != nil {
		return err
	}
	for len(p.spans) > 0 && p.spans[len(p.spans)-1] == (span{}) {
		p.spans = p.spans[:len(p.spans)-1]
	}
	if len(p.spans) == 0 {
		return nil
	}
	if p.got++; p.got > p.b.opts.MaxRows {
		return tooManyRows(p.b.opts.MaxRows)
	}
	all := string(p.buf)
	p.cells = p.cells[:0]
	for _, s := range p.spans {
		if s.ready == "" {
			s.ready = all[s.from:s.to]
		}
		p.cells = append(p.cells, s.ready)
	}
	return p.fn(no, p.cells)
}

// scan walks over the cells of one row.
func (p *rowParser) scan(d []byte) error {
	column := 0
	for {
		i := bytes.IndexByte(d, '<')
		if i < 0 {
			return nil
		}
		d = d[i+1:]
		if !bytes.HasPrefix(d, p.cellName) || len(d) == len(p.cellName) || !isBoundary(d[len(p.cellName)]) {
			continue
		}
		n := bytes.IndexByte(d, '>')
		if n < 0 {
			return damaged("cell is cut")
		}
		tag := d[len(p.cellName):n]
		d = d[n+1:]
		c := parseCell(tag)
		if c.column == 0 {
			c.column = column + 1
		}
		column = c.column
		if column > maxColumn {
			return damaged("column")
		}
		if len(tag) > 0 && tag[len(tag)-1] == '/' {
			continue
		}
		end := bytes.Index(d, p.cellEnd)
		if end < 0 {
			return damaged("cell is cut")
		}
		if err := p.cell(c, d[:end]); err != nil {
			return err
		}
		d = d[end+len(p.cellEnd):]
	}
}

// cellHead is what a cell's start tag says.
type cellHead struct {
	column, style int
	kind          byte // first letter of the type, and that is enough: s, i(nlineStr), b, e, d, n; 'r' for str
}

// parseCell reads the three attributes that matter; it runs a million times a file and so goes by hand.
func parseCell(tag []byte) cellHead {
	h := cellHead{kind: 'n'}
	for {
		i := 0
		for i < len(tag) && isBoundary(tag[i]) {
			i++
		}
		if len(tag) < i+4 || tag[i+1] != '=' || (tag[i+2] != '"' && tag[i+2] != '\'') {
			name, _, rest, more := nextAttr(tag)
			if !more || len(name) == 0 {
				return h
			}
			tag = rest
			continue
		}
		key, value := tag[i], tag[i+3:]
		end := bytes.IndexByte(value, tag[i+2])
		if end < 0 {
			return h
		}
		tag, value = value[end+1:], value[:end]
		switch key {
		case 'r':
			h.column = columnOf(value)
		case 's':
			h.style, _ = index(value)
		case 't':
			if len(value) > 0 {
				h.kind = value[0]
			}
			if string(value) == "str" {
				h.kind = 'r'
			}
		}
	}
}

// columnOf reads the letters of a cell's name; more than the format allows gives a number that is refused.
func columnOf(ref []byte) int {
	n := 0
	for _, c := range ref {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c < 'A' || c > 'Z' {
			break
		}
		if n = n*26 + int(c-'A') + 1; n > maxColumn {
			return maxColumn + 1
		}
	}
	return n
}

func (p *rowParser) cell(c cellHead, inside []byte) error {
	from, ready := len(p.buf), ""
	if c.kind == 'i' {
		p.buf = p.text.append(p.buf, inside)
	} else {
		raw, ok := p.value(inside)
		if !ok {
			return nil
		}
		switch c.kind {
		case 's':
			i, isNumber := index(raw)
			if ready, ok = p.b.shared.at(i); !ok || !isNumber {
				return damaged("shared string")
			}
		case 'n':
			p.buf = p.b.appendNumber(p.buf, raw, c.style)
		case 'b':
			p.buf = append(p.buf, map[string]string{"1": "TRUE", "0": "FALSE"}[string(raw)]...)
		case 'd':
			p.buf = appendISODate(p.buf, raw)
		default:
			p.buf = appendText(p.buf, raw)
		}
	}
	if ready == "" && len(p.buf) == from {
		return nil
	}
	if c.column > p.b.opts.MaxColumns {
		return tooWide(p.rowNo, p.b.opts.MaxColumns)
	}
	if len(p.buf)-from > maxCellText && utf8.RuneCount(p.buf[from:]) > maxCellText {
		return cellTooLong(p.rowNo)
	}
	for len(p.spans) < c.column {
		p.spans = append(p.spans, span{})
	}
	p.spans[c.column-1] = span{from, len(p.buf), ready}
	return nil
}

// value cuts the content of <v>; a formula before it is text without tags and is jumped over.
func (p *rowParser) value(inside []byte) ([]byte, bool) {
	if !bytes.HasPrefix(inside, p.valueOpen) {
		i := bytes.Index(inside, p.valueOpen)
		if i < 0 {
			return p.spacedValue(inside)
		}
		inside = inside[i:]
	}
	inside = inside[len(p.valueOpen):]
	if end := bytes.IndexByte(inside, '<'); end >= 0 {
		return inside[:end], end > 0
	}
	return nil, false
}

// spacedValue is for <v xml:space="preserve">, which a few writers use.
func (p *rowParser) spacedValue(inside []byte) ([]byte, bool) {
	open := append(bytes.TrimSuffix(bytes.Clone(p.valueOpen), []byte(">")), ' ')
	_, rest, ok := bytes.Cut(inside, open)
	if !ok {
		return nil, false
	}
	_, rest, ok = bytes.Cut(rest, []byte(">"))
	end := bytes.IndexByte(rest, '<')
	if !ok || end <= 0 {
		return nil, false
	}
	return rest[:end], true
}

func index(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
