package print

import (
	"fmt"
	"strings"
)

// A4 in points and the area for content.
const (
	pageWidth    = 595.28
	pageHeight   = 841.89
	leftEdge     = 70.0
	contentWidth = pageWidth - 2*leftEdge
	topEdge      = 76.0
	bottomEdge   = pageHeight - 72
	tableSize    = 10.5
	tableLine    = tableSize * 1.5
	padX         = 4.5
	padY         = 4.0
)

// style is how a run of text is set.
type style struct {
	size, lead, indent float64
	bold               bool
	grey               uint8
	align              Align
}

func (s style) height() float64 { return s.size * s.lead }

var body = style{size: 12, lead: 1.65}

type opKind int

const (
	opText opKind = iota
	opLine
	opFill
	opRing
	opAcross
	opImage
)

// op is one thing to draw; text stands on y, everything else hangs from it.
type op struct {
	kind       opKind
	x, y, w, h float64
	size       float64 // of text, or thickness of a line
	spacing    float64
	text       string
	bold       bool
	grey       uint8
	data       []byte // a JPEG
}

func (d *Doc) newPage() { d.pages, d.y = append(d.pages, nil), topEdge }

func (d *Doc) put(o op) { d.pages[len(d.pages)-1] = append(d.pages[len(d.pages)-1], o) }

// text puts text that has not gone through wrap and so is checked here.
func (d *Doc) text(o op) {
	o.text = string(d.clean(o.text))
	if strings.TrimSpace(o.text) != "" {
		d.put(o)
	}
}

// need begins a new page when so much does not fit on this one.
func (d *Doc) need(height float64) {
	if d.y+height > bottomEdge+0.01 && d.y > topEdge {
		d.newPage()
	}
}

func (d *Doc) gap(points float64) {
	if d.y > topEdge {
		d.y = min(d.y+points, bottomEdge)
	}
}

// lines sets wrapped lines one under the other.
func (d *Doc) lines(ls []line, s style) {
	for i, l := range ls {
		d.need(s.height())
		indent := 0.0
		if i == 0 {
			indent = s.indent
		}
		d.set(l, leftEdge+indent, contentWidth-indent, d.y, s)
		d.y += s.height()
	}
}

// set places one line.
func (d *Doc) set(l line, x, width, top float64, s style) {
	if l.text != "" {
		d.put(placed(l, x, width, top, s))
	}
}

// placed finds the spot of a line; a full one is stretched to the edge when little is missing.
func placed(l line, x, width, top float64, s style) op {
	o := op{x: x, y: top + (s.height()-s.size)/2 + s.size*0.88, size: s.size, text: l.text, bold: s.bold, grey: s.grey}
	slack, n := width-l.width, len([]rune(l.text))
	switch {
	case s.align == Center:
		o.x += slack / 2
	case s.align == Right:
		o.x += slack
	case l.full && n > 1 && slack > 0 && slack < 2*s.size:
		o.spacing = slack / float64(n-1)
	}
	return o
}

// cell is a piece of a table row.
type cell struct {
	width float64
	lines []line
	style style
	head  bool
}

func (d *Doc) cell(text string, width float64, a Align, head bool) cell {
	s := style{size: tableSize, lead: tableLine / tableSize, align: a, bold: head}
	var ls []line
	for _, p := range strings.Split(text, "\n") {
		for _, l := range d.wrap(p, width-2*padX, s) {
			l.full = false // narrow columns are not stretched
			ls = append(ls, l)
		}
	}
	return cell{width, ls, s, head}
}

func rowHeight(cells []cell) float64 {
	most := 1
	for _, c := range cells {
		most = max(most, len(c.lines))
	}
	return float64(most)*tableLine + 2*padY
}

// row draws a row; on a new page the head comes first. A row higher than a page is cut between lines.
func (d *Doc) row(cells, head []cell) {
	again := func() {
		d.newPage()
		if head != nil {
			d.band(head, 0, rowHeight(head))
		}
	}
	fresh := topEdge
	if head != nil {
		fresh += rowHeight(head)
	}
	if h := rowHeight(cells); d.y+h > bottomEdge && (fresh+h <= bottomEdge || d.y+3*tableLine > bottomEdge) && d.y > fresh {
		again()
	}
	for from := 0; ; {
		left := rowHeight(cells) - float64(from)*tableLine
		if d.y+left <= bottomEdge+0.01 {
			d.band(cells, from, left)
			return
		}
		n := max(int((bottomEdge-d.y-2*padY)/tableLine), 1)
		d.band(cells, from, float64(n)*tableLine+2*padY)
		from += n
		again()
	}
}

// band draws the lines of a row that fit into a height, with frames around the cells.
func (d *Doc) band(cells []cell, from int, height float64) {
	n := int((height - 2*padY + 0.01) / tableLine)
	x := leftEdge
	for _, c := range cells {
		if c.head {
			d.put(op{kind: opFill, x: x, y: d.y, w: c.width, h: height, grey: 240})
		}
		part := c.lines[min(from, len(c.lines)):min(from+n, len(c.lines))]
		top := d.y + padY
		if c.head { // labels stand in the middle of their row
			top += float64(n-len(part)) * tableLine / 2
		}
		for i, l := range part {
			d.set(l, x+padX, c.width-2*padX, top+float64(i)*tableLine, c.style)
		}
		d.put(op{kind: opLine, x: x, y: d.y, h: height, size: 0.5})
		x += c.width
	}
	d.put(op{kind: opLine, x: x, y: d.y, h: height, size: 0.5})
	d.put(op{kind: opLine, x: leftEdge, y: d.y, w: x - leftEdge, size: 0.5})
	d.put(op{kind: opLine, x: leftEdge, y: d.y + height, w: x - leftEdge, size: 0.5})
	d.y += height
}

// frame adds what stands on every page, now that their number is known.
func (d *Doc) frame() {
	stamp := ""
	if d.meta.PrintedBy != "" {
		stamp = "打印：" + d.meta.PrintedBy + "　" + d.meta.At.Format("2006-01-02 15:04")
	}
	for i, content := range d.pages {
		var p []op
		if d.meta.Watermark != "" {
			p = append(p, op{kind: opAcross, text: string(d.clean(d.meta.Watermark)), size: 36, grey: 235})
		}
		p = append(p, d.small(d.meta.Header, Left, 44)...)
		p = append(p, d.small(d.meta.Title, Right, 44)...)
		p = append(p, op{kind: opLine, x: leftEdge, y: 60, w: contentWidth, size: 0.4})
		p = append(p, content...)
		p = append(p, d.small(stamp, Left, pageHeight-50)...)
		p = append(p, d.small(fmt.Sprintf("第 %d 页 共 %d 页", i+1, len(d.pages)), Right, pageHeight-50)...)
		d.pages[i] = p
	}
}

// small sets one line of the frame; what is longer than its share of the width ends in dots.
func (d *Doc) small(text string, a Align, top float64) []op {
	const limit = contentWidth * 0.55
	s := style{size: 9, lead: 1.4, grey: 90, align: a}
	r := d.clean(text)
	if d.width(string(r), s.size, false) > limit {
		for len(r) > 0 && d.width(string(r)+"…", s.size, false) > limit {
			r = r[:len(r)-1]
		}
		r = append(r, '…')
	}
	if len(r) == 0 {
		return nil
	}
	return []op{placed(line{text: string(r), width: d.width(string(r), s.size, false)}, leftEdge, contentWidth, top, s)}
}
