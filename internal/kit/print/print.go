// Package print makes A4 documents in Chinese as PDF. The layout is our own: lines break where Chinese typesetting
// allows (no closing mark begins a line, no opening mark ends one), tables repeat their head, every page says its number
// and who printed it when. A character that the font lacks is an error, never a gap: a name must not lose a character. What nobody
// sees (direction marks, zero-width spaces) is left out.
//
// The same input gives the same bytes, so that a hash can freeze a document.
package print

import (
	_ "embed"
	"strings"
	"time"

	"yice/internal/kit/errs"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

// Meta says what the document is and who asked for it.
type Meta struct {
	Title string
	// Header stands left above every page, usually the unit; the title stands right.
	Header    string
	PrintedBy string
	// At is the instant of printing, shown in its own zone and recorded as the creation date.
	At time.Time
	// Watermark is drawn large and pale across every page; empty means none.
	Watermark string
}

// Align places text in its column.
type Align int

// The closed list of placements.
const (
	Left Align = iota
	Center
	Right
)

// Pair is a label and its value in a grid; a Wide one takes a whole row.
type Pair struct {
	Label, Value string
	Wide         bool
}

// Column describes a column of a table; Width is relative to the others, 0 counts as 1.
type Column struct {
	Title string
	Width float64
	Align Align
}

// Doc collects the content of a document; the first error stays and comes out of Bytes.
type Doc struct {
	meta  Meta
	faces faces
	pages [][]op
	y     float64
	spell bool
	err   error
}

// New begins a document.
func New(m Meta) *Doc {
	d := &Doc{meta: m}
	d.faces, d.err = loadFaces()
	d.newPage()
	return d
}

// Spell writes a character that the font lacks as 〔U+1F44D〕 instead of failing, in what is added from here on: for a record that
// must come into being whatever people have written in it.
func (d *Doc) Spell() { d.spell = true }

// Heading adds a heading: level 1 is the document's title in the middle, 2 a section, 3 a part of one.
func (d *Doc) Heading(level int, text string) {
	s := style{size: 13, lead: 1.5, bold: true}
	switch {
	case level <= 1:
		s.size, s.align = 20, Center
	case level > 2:
		s.size = 12
	}
	d.gap(s.size * 0.5)
	lines := d.wrap(text, contentWidth, s)
	// a heading never stays alone at the foot of a page
	d.need(float64(len(lines))*s.height() + 2*body.height())
	d.lines(lines, s)
	d.gap(s.size * 0.3)
}

// Paragraph adds running text, its first line set in by two characters; a line break begins a new paragraph.
func (d *Doc) Paragraph(text string) {
	for _, p := range strings.Split(text, "\n") {
		s := body
		s.indent = 2 * s.size
		d.lines(d.wrap(p, contentWidth, s), s)
	}
}

// Line adds text without indent, for instance an addressee or a date.
func (d *Doc) Line(text string, a Align) {
	s := body
	s.align = a
	for _, p := range strings.Split(text, "\n") {
		d.lines(d.wrap(p, contentWidth, s), s)
	}
}

// Note adds small grey text.
func (d *Doc) Note(text string) {
	s := style{size: 9, lead: 1.5, grey: 90}
	for _, p := range strings.Split(text, "\n") {
		d.lines(d.wrap(p, contentWidth, s), s)
	}
}

// Space leaves room, except at the top of a page.
func (d *Doc) Space(points float64) { d.gap(points) }

// Keep begins a new page unless so many points of room are left, so that what follows stays together.
func (d *Doc) Keep(points float64) { d.need(points) }

// Page begins a new page, unless this one is still empty.
func (d *Doc) Page() {
	if d.y > topEdge {
		d.newPage()
	}
}

// Grid adds labelled values, so many pairs side by side.
func (d *Doc) Grid(columns int, pairs ...Pair) {
	columns = max(columns, 1)
	d.gap(5)
	unit := contentWidth / float64(columns)
	label := min(unit*0.36, 92)
	var row []cell
	used := 0
	flush := func() {
		if used == 0 {
			return
		}
		if used < columns { // the last value takes the rest of the row
			row[len(row)-1].width += unit * float64(columns-used)
		}
		d.row(row, nil)
		row, used = nil, 0
	}
	for _, p := range pairs {
		if p.Wide || used == columns {
			flush()
		}
		row = append(row, d.cell(p.Label, label, Center, true), d.cell(p.Value, unit-label, Left, false))
		used++
		if p.Wide {
			row[1] = d.cell(p.Value, contentWidth-label, Left, false)
			used = columns
			flush()
		}
	}
	flush()
	d.gap(6)
}

// Table adds a table whose head stands again on every page that it reaches. Long rows go over the edge of a page.
func (d *Doc) Table(columns []Column, rows [][]string) {
	if len(columns) == 0 {
		return
	}
	d.gap(5)
	total := 0.0
	for _, c := range columns {
		total += share(c)
	}
	head := make([]cell, len(columns))
	for i, c := range columns {
		head[i] = d.cell(c.Title, contentWidth*share(c)/total, Center, true)
	}
	d.need(rowHeight(head) + 2*tableLine)
	d.row(head, nil)
	for _, r := range rows {
		if len(r) != len(columns) {
			d.fail(errs.New(errs.Internal, "print.row_width", "have", len(r), "want", len(columns)))
			return
		}
		cells := make([]cell, len(columns))
		for i, text := range r {
			cells[i] = d.cell(text, head[i].width, columns[i].Align, false)
		}
		d.row(cells, head)
	}
	d.gap(6)
}

func share(c Column) float64 {
	if c.Width <= 0 {
		return 1
	}
	return c.Width
}

// Sign adds lines to sign on, so many side by side; they stay on one page.
func (d *Doc) Sign(columns int, labels ...string) {
	columns = max(columns, 1)
	const height = 34
	rows := (len(labels) + columns - 1) / columns
	d.need(min(float64(rows)*height, bottomEdge-topEdge))
	unit := contentWidth / float64(columns)
	for i, label := range labels {
		if i%columns == 0 {
			d.need(height)
		}
		x := leftEdge + float64(i%columns)*unit
		base := d.y + height - 6
		d.text(op{x: x, y: base, size: body.size, text: label})
		from := x + d.width(label, body.size, false) + 4
		d.put(op{kind: opLine, x: from, y: base + 3, w: max(x+unit-14-from, 20), size: 0.6})
		if i%columns == columns-1 || i == len(labels)-1 {
			d.y += height
		}
	}
	d.gap(6)
}

// Seal adds the place for a unit's seal at the right: a pale ring with the unit and the date over it.
func (d *Doc) Seal(unit, date string) {
	const ring, room = 100, 200
	s := body
	s.align = Center
	lines := append(d.wrap(unit, room, s), d.wrap(date, room, s)...)
	text := float64(len(lines)) * s.height()
	height := max(ring, text) + 10
	d.need(height)
	left := leftEdge + contentWidth - room
	d.put(op{kind: opRing, x: left + (room-ring)/2, y: d.y + (height-ring)/2, w: ring, h: ring})
	for i, l := range lines {
		d.set(l, left, room, d.y+(height-text)/2+float64(i)*s.height(), s)
	}
	d.y += height
}

// Bytes ends the document.
func (d *Doc) Bytes() ([]byte, error) {
	if d.err != nil {
		return nil, d.err
	}
	d.frame()
	if d.err != nil {
		return nil, d.err
	}
	return render(d.meta, d.faces, d.pages)
}

func (d *Doc) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}
