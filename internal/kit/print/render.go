package print

import (
	"fmt"
	"math"

	"github.com/signintech/gopdf"

	"yice/internal/kit/errs"
)

const (
	regularName = "NotoSansSC-Regular"
	boldName    = "NotoSansSC-Bold"
)

// render draws the pages. The library drops what its font lacks; everything was looked up before, so a report from it
// means that our look-up and its own disagree, and that is an error too.
func render(m Meta, f faces, pages [][]op) (out []byte, err error) {
	defer func() {
		if err != nil && !errs.IsCode(err, "print.glyph_missing") {
			err = errs.New(errs.Internal, "print.failed").Because(err)
		}
	}()
	g := &gopdf.GoPdf{}
	g.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageWidth, H: pageHeight}})
	g.SetInfo(gopdf.PdfInfo{Title: m.Title, Author: m.PrintedBy, Creator: "Yice", Producer: "gopdf", CreationDate: m.At})
	missing := rune(-1)
	lost := func(c rune) { missing = c }
	bold := usesBold(pages)
	if err := g.AddTTFFontDataWithOption(regularName, f.regular.data, gopdf.TtfOption{OnGlyphNotFound: lost}); err != nil {
		return nil, err
	}
	if bold {
		if err := g.AddTTFFontDataWithOption(boldName, f.bold.data, gopdf.TtfOption{OnGlyphNotFound: lost}); err != nil {
			return nil, err
		}
	}
	for _, p := range pages {
		g.AddPage()
		for _, o := range p {
			if err := draw(g, o, f); err != nil {
				return nil, err
			}
		}
	}
	if missing >= 0 {
		return nil, errs.New(errs.Invalid, "print.glyph_missing", "char", string(missing), "text", m.Title)
	}
	if out, err = g.GetBytesPdfReturnErr(); err != nil {
		return nil, err
	}
	return repairText(out)
}

func usesBold(pages [][]op) bool {
	for _, p := range pages {
		for _, o := range p {
			if o.bold {
				return true
			}
		}
	}
	return false
}

func draw(g *gopdf.GoPdf, o op, f faces) error {
	switch o.kind {
	case opText:
		return drawText(g, o)
	case opLine:
		g.SetStrokeColor(60, 60, 60)
		g.SetLineType("solid")
		g.SetLineWidth(o.size)
		g.Line(o.x, o.y, o.x+o.w, o.y+o.h)
	case opFill:
		g.SetFillColor(o.grey, o.grey, o.grey)
		g.RectFromUpperLeftWithStyle(o.x, o.y, o.w, o.h, "F")
	case opRing:
		g.SetStrokeColor(200, 120, 120)
		g.SetLineWidth(0.6)
		g.SetLineType("dashed")
		g.Oval(o.x, o.y, o.x+o.w, o.y+o.h)
		g.SetLineType("solid")
	case opAcross:
		return drawAcross(g, o, f)
	case opImage:
		return drawImage(g, o)
	default:
		return fmt.Errorf("unknown op %d", o.kind)
	}
	return nil
}

func drawText(g *gopdf.GoPdf, o op) error {
	name := regularName
	if o.bold {
		name = boldName
	}
	if err := g.SetFont(name, "", o.size); err != nil {
		return err
	}
	if err := g.SetCharSpacing(o.spacing); err != nil {
		return err
	}
	g.SetTextColor(o.grey, o.grey, o.grey)
	g.SetXY(o.x, o.y)
	return g.Text(o.text)
}

// drawAcross sets pale text from the lower left to the upper right, small enough for the page.
func drawAcross(g *gopdf.GoPdf, o op, f faces) error {
	width := 0.0
	for _, c := range o.text {
		width += f.regular.width(c) * o.size / 1000
	}
	if room := math.Hypot(pageWidth, pageHeight) * 0.7; width > room {
		o.size, width = o.size*room/width, room
	}
	o.x, o.y = (pageWidth-width)/2, pageHeight/2
	g.Rotate(35, pageWidth/2, pageHeight/2)
	defer g.RotateReset()
	return drawText(g, o)
}
