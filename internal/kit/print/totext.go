package print

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"unicode/utf16"
)

// gopdf maps glyphs back to characters with plain numbers, but the format wants UTF-16: rare characters above U+FFFF are
// drawn and yet cannot be found, copied or read aloud. Their entries are written anew here, and with them the places of
// all objects.
var (
	mapEntry  = regexp.MustCompile(`(<[0-9A-F]{4}><[0-9A-F]{4}>)<([0-9A-F]{5,6})>\n`)
	mapObject = regexp.MustCompile(`^(\d+ 0 obj\n<<\n/Length )(\d+)(\n>>\nstream\n)`)
	xrefTable = regexp.MustCompile(`xref\n0 (\d+)\n0000000000 65535 f \n((?:\d{10} 00000 n \n)+)`)
)

var errShape = errors.New("unexpected shape of the PDF")

func repairText(pdf []byte) ([]byte, error) {
	at := bytes.LastIndex(pdf, []byte("\nstartxref\n"))
	if at < 0 {
		return nil, errShape
	}
	digits, _, _ := bytes.Cut(pdf[at+len("\nstartxref\n"):], []byte("\n"))
	start, err := strconv.Atoi(string(digits))
	if err != nil || start >= at {
		return nil, errShape
	}
	table := xrefTable.FindSubmatch(pdf[start:at])
	if table == nil {
		return nil, errShape
	}
	var places []int
	for _, l := range bytes.Split(bytes.TrimSpace(table[2]), []byte("\n")) {
		n, err := strconv.Atoi(string(l[:10]))
		if err != nil || n > start || (len(places) > 0 && n <= places[len(places)-1]) {
			return nil, errShape
		}
		places = append(places, n)
	}
	var out, xref bytes.Buffer
	out.Write(pdf[:places[0]])
	for i, from := range places {
		to := start
		if i+1 < len(places) {
			to = places[i+1]
		}
		fmt.Fprintf(&xref, "%010d 00000 n \n", out.Len())
		out.Write(repairObject(pdf[from:to]))
	}
	moved := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n%s", len(places)+1, xref.Bytes())
	out.Write(pdf[start+len(table[0]) : at])
	fmt.Fprintf(&out, "\nstartxref\n%d\n%%%%EOF\n", moved)
	return out.Bytes(), nil
}

// repairObject rewrites one object if it is a map with rare characters.
func repairObject(obj []byte) []byte {
	m := mapObject.FindSubmatchIndex(obj)
	if m == nil || !bytes.Contains(obj, []byte("beginbfrange")) || !mapEntry.Match(obj) {
		return obj
	}
	old, err := strconv.Atoi(string(obj[m[4]:m[5]]))
	if err != nil {
		return obj
	}
	data := mapEntry.ReplaceAllFunc(obj[m[7]:], func(e []byte) []byte {
		p := mapEntry.FindSubmatch(e)
		c, err := strconv.ParseUint(string(p[2]), 16, 32)
		if err != nil {
			return e
		}
		hi, lo := utf16.EncodeRune(rune(c))
		return fmt.Appendf(nil, "%s<%04X%04X>\n", p[1], hi, lo)
	})
	length := old + len(data) - (len(obj) - m[7])
	return append(fmt.Appendf(nil, "%s%d%s", obj[m[2]:m[3]], length, obj[m[6]:m[7]]), data...)
}
