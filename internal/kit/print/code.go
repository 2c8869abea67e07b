package print

import (
	"bytes"
	"image/png"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"yice/internal/kit/errs"
)

// QR draws a text as a QR code with error correction M, a PNG of size × size dots.
func QR(text string, size int) ([]byte, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err == nil {
		code, err = barcode.Scale(code, size, size)
	}
	var b bytes.Buffer
	if err == nil {
		err = png.Encode(&b, code)
	}
	if err != nil {
		return nil, errs.New(errs.Internal, "print.code").Because(err)
	}
	return b.Bytes(), nil
}
