package print

import (
	"bytes"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/jpeg"
	_ "image/png" // a signature is a PNG

	"github.com/signintech/gopdf"
)

// Picture is a photo or a signature with the words below it. Data is a JPEG or PNG file; what cannot be read, or is empty,
// leaves its frame empty with the words.
type Picture struct {
	Label string
	Data  []byte
}

// maxPixels is how many dots a printed picture keeps on its longer side: enough for paper, small enough for a file.
const maxPixels = 900

// maxDecoded bounds what a picture may unfold to, so that a small file cannot fill the memory.
const maxDecoded = 50_000_000

// Pictures adds pictures side by side, each in a frame of the given height.
func (d *Doc) Pictures(columns int, height float64, list ...Picture) {
	columns = max(columns, 1)
	const gap, words = 8, 16
	unit := (contentWidth - float64(columns-1)*gap) / float64(columns)
	for i, p := range list {
		if i%columns == 0 {
			d.gap(5)
			d.need(height + words)
		}
		x := leftEdge + float64(i%columns)*(unit+gap)
		for _, edge := range [][4]float64{{x, d.y, unit, 0}, {x, d.y + height, unit, 0}, {x, d.y, 0, height}, {x + unit, d.y, 0, height}} {
			d.put(op{kind: opLine, x: edge[0], y: edge[1], w: edge[2], h: edge[3], size: 0.4})
		}
		if data, w, h := flatten(p.Data); data != nil {
			scale := min((unit-6)/float64(w), (height-6)/float64(h))
			pw, ph := float64(w)*scale, float64(h)*scale
			d.put(op{kind: opImage, x: x + (unit-pw)/2, y: d.y + (height-ph)/2, w: pw, h: ph, data: data})
		}
		label := p.Label
		for d.width(label, 9, false) > unit && len(label) > 0 {
			r := []rune(label)
			label = string(r[:len(r)-1])
		}
		d.text(op{x: x, y: d.y + height + 11, size: 9, text: label, grey: 60})
		if i%columns == columns-1 || i == len(list)-1 {
			d.y += height + words
		}
	}
	d.gap(4)
}

// flatten reads a picture, lays it on white and makes it small; nil when it cannot be read.
func flatten(data []byte) (out []byte, width, height int) {
	head, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || head.Width <= 0 || head.Height <= 0 || head.Width*head.Height > maxDecoded {
		return nil, 0, 0
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, 0, 0
	}
	b := img.Bounds()
	flat := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	imagedraw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, imagedraw.Src)
	imagedraw.Draw(flat, flat.Bounds(), img, b.Min, imagedraw.Over)
	small := shrink(flat, maxPixels)
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, small, &jpeg.Options{Quality: 82}); err != nil {
		return nil, 0, 0
	}
	return buf.Bytes(), small.Bounds().Dx(), small.Bounds().Dy()
}

// shrink takes the mean of blocks of dots until no side is longer than limit.
func shrink(img *image.RGBA, limit int) *image.RGBA {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	n := (max(w, h) + limit - 1) / limit
	if n <= 1 {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, max(w/n, 1), max(h/n, 1)))
	for y := range out.Bounds().Dy() {
		for x := range out.Bounds().Dx() {
			var r, g, b, count uint32
			for dy := range min(n, h-y*n) {
				for dx := range min(n, w-x*n) {
					c := img.RGBAAt(x*n+dx, y*n+dy)
					r, g, b, count = r+uint32(c.R), g+uint32(c.G), b+uint32(c.B), count+1
				}
			}
			out.SetRGBA(x, y, color.RGBA{R: uint8(r / count), G: uint8(g / count), B: uint8(b / count), A: 255}) //nolint:gosec // a mean of bytes is a byte
		}
	}
	return out
}

func drawImage(g *gopdf.GoPdf, o op) error {
	holder, err := gopdf.ImageHolderByBytes(o.data)
	if err != nil {
		return err
	}
	return g.ImageByHolder(holder, o.x, o.y, &gopdf.Rect{W: o.w, H: o.h})
}
