package demo

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"

	"yice/internal/module/file"
)

// picture draws a paper, a room or a signature of no one: a few strokes that differ from picture to picture.
func picture(seed uint64, w, h int, strokes int) []byte {
	r := rand.New(rand.NewPCG(seed, 7))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	paper := color.RGBA{uint8(236 + r.IntN(18)), uint8(232 + r.IntN(18)), uint8(222 + r.IntN(20)), 255}
	for y := range h {
		for x := range w {
			img.Set(x, y, paper)
		}
	}
	for range strokes {
		x, y := float64(r.IntN(w)), float64(r.IntN(h))
		dx, dy := r.Float64()*2-1, r.Float64()-.5
		for range w / 2 {
			x, y = x+dx, y+dy
			dx += r.Float64()*.2 - .1
			dy += r.Float64()*.2 - .1
			for i := range 2 {
				img.Set(int(x), int(y)+i, color.RGBA{60, 52, 48, 255})
			}
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

// send uploads a picture as whoever acts and gives its id.
func (s *story) send(ctx context.Context, caseID, kind, name string) (string, error) {
	s.pictures++
	w, h, n := 240, 160, 14
	if kind == "signature" {
		w, h, n = 240, 90, 5
	}
	f, err := s.app.File.Send(ctx, file.Sent{Name: name + ".png", Kind: kind, CaseID: caseID, Body: bytes.NewReader(picture(s.pictures, w, h, n))})
	return f.ID, err
}
