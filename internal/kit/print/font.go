package print

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"sync"

	"github.com/signintech/gopdf"

	"yice/internal/kit/errs"
)

// Noto Sans SC 2.004, whole and unchanged (SIL Open Font License 1.1, see font/OFL.txt): all 20,992 common and 6,582
// further Han characters and the rare ones of the national standard list. Not cut down, because names need them.
var (
	//go:embed font/NotoSansSC-Regular.ttf.gz
	regularFont []byte
	//go:embed font/NotoSansSC-Bold.ttf.gz
	boldFont []byte
)

// face measures one weight.
type face struct {
	data   []byte
	parsed *gopdf.SubsetFontObj
	known  map[rune]float64 // width in thousandths, -1 when the font lacks the character
}

type faces struct{ regular, bold *face }

// The unpacked fonts are constants that cost 0.15 s to make, so they are made at first use and then shared.
var unpackFonts = sync.OnceValues(func() ([2]*face, error) {
	var out [2]*face
	for i, packed := range [][]byte{regularFont, boldFont} {
		z, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return out, err
		}
		data, err := io.ReadAll(z)
		if err != nil {
			return out, err
		}
		out[i] = &face{data: data, parsed: &gopdf.SubsetFontObj{}}
		if err := out[i].parsed.SetTTFData(data); err != nil {
			return out, err
		}
	}
	return out, nil
})

// loadFaces gives a document its own view on the shared fonts.
func loadFaces() (faces, error) {
	both, err := unpackFonts()
	if err != nil {
		return faces{}, errs.New(errs.Internal, "print.font").Because(err)
	}
	view := func(f *face) *face { return &face{f.data, f.parsed, map[rune]float64{}} }
	return faces{view(both[0]), view(both[1])}, nil
}

func (f *face) width(c rune) float64 { return max(f.look(c), 0) }

func (f *face) has(c rune) bool { return f.look(c) >= 0 }

func (f *face) look(c rune) float64 {
	if f == nil { // the fonts did not load; that error is already kept
		return 0
	}
	if w, ok := f.known[c]; ok {
		return w
	}
	w := -1.0
	// glyph 0 is the box that stands for a missing character
	if g, err := f.parsed.CharCodeToGlyphIndex(c); err == nil && g != 0 {
		w = float64(f.parsed.GlyphIndexToPdfWidth(g))
	}
	f.known[c] = w
	return w
}
