package print

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
)

func TestQR(t *testing.T) {
	one, err := QR("https://yice.test/public/receipt?number=2020000001&check=ABCDEFGH", 320)
	if err != nil {
		t.Fatal(err)
	}
	two, err := QR("https://yice.test/public/receipt?number=2020000001&check=ABCDEFGH", 320)
	if err != nil || !bytes.Equal(one, two) {
		t.Error("the same text gives another picture", err)
	}
	other, err := QR("https://yice.test/public/receipt?number=2020000002&check=ABCDEFGH", 320)
	if err != nil || bytes.Equal(one, other) {
		t.Error("another text gives the same picture", err)
	}
	img, err := png.Decode(bytes.NewReader(one))
	if err != nil || img.Bounds().Dx() != 320 || img.Bounds().Dy() != 320 {
		t.Error(err, img.Bounds())
	}
	if _, err := QR(strings.Repeat("9", 10_000), 320); err == nil {
		t.Error("a text that fits no code is drawn")
	}
}
