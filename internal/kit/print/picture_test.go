package print

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// signed is a stroke on a clear ground, as a signature comes from a phone.
func signed(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w {
		for d := range 5 {
			img.SetNRGBA(i, min(h-1, i*h/w+d), color.NRGBA{R: 20, G: 20, B: 60, A: 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func photo(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{R: uint8(x * 255 / w), G: uint8(y * 255 / h), B: 120, A: 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPictures(t *testing.T) {
	list := []Picture{
		{Label: "房屋外观", Data: photo(t, 2400, 1600)},
		{Label: "入户人 陈立新", Data: signed(t, 600, 200)},
		{Label: "读不出的图片", Data: []byte("GIF89a")},
		{Label: strings.Repeat("很长的说明", 20)},
	}
	make1 := func() []byte {
		d := New(meta())
		d.Heading(1, "入户调查表")
		for range 6 {
			d.Pictures(3, 110, list...)
		}
		return pdf(t, d)
	}
	one := make1()
	if !bytes.Equal(one, make1()) {
		t.Error("the same pictures give other bytes")
	}
	if len(one) > 4_000_000 {
		t.Errorf("%d bytes: large photos are not made small", len(one))
	}
	if got := text(t, one); !strings.Contains(got, "房屋外观") || !strings.Contains(got, "读不出的图片") {
		t.Error(got)
	}
	data, w, h := flatten(list[0].Data)
	if data == nil || w > maxPixels || h > maxPixels || w*2 < h*2 {
		t.Error(w, h)
	}
	if data, _, _ := flatten(photo(t, 1, 1)); data == nil {
		t.Error("one dot")
	}
	for _, broken := range [][]byte{nil, []byte("x"), list[0].Data[:200]} {
		if data, _, _ := flatten(broken); data != nil {
			t.Error("a broken picture was drawn")
		}
	}
}
