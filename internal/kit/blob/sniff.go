package blob

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The media types that Sniff tells.
const (
	JPEG   = "image/jpeg"
	PNG    = "image/png"
	WebP   = "image/webp"
	GIF    = "image/gif"
	HEIC   = "image/heic"
	PDF    = "application/pdf"
	OFD    = "application/ofd"
	XLSX   = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	DOCX   = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	OLE    = "application/x-ole-storage" // .xls and .doc of old
	ZIP    = "application/zip"
	CSV    = "text/csv"
	Text   = "text/plain"
	Markup = "text/xml" // also HTML and SVG: never shown to a browser
	MP3    = "audio/mpeg"
	WAV    = "audio/wav"
	OGG    = "audio/ogg"
	M4A    = "audio/mp4"
	MP4    = "video/mp4"
	Other  = "application/octet-stream"
)

const headSize = 4096

var signatures = []struct {
	at   int
	sign string
	then string // a second mark at 8, for containers
	is   string
}{
	{0, "\xff\xd8\xff", "", JPEG},
	{0, "\x89PNG\r\n\x1a\n", "", PNG},
	{0, "GIF8", "", GIF},
	{0, "RIFF", "WEBP", WebP},
	{0, "RIFF", "WAVE", WAV},
	{0, "%PDF-", "", PDF},
	{0, "\xef\xbb\xbf%PDF-", "", PDF},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", OLE},
	{0, "OggS", "", OGG},
	{0, "ID3", "", MP3},
	{4, "ftyp", "M4A", M4A},
	{4, "ftyp", "hei", HEIC},
	{4, "ftyp", "mif1", HEIC},
	{4, "ftyp", "", MP4},
}

// Label is a media type in words for people.
func Label(mediaType string) string {
	switch mediaType {
	case XLSX:
		return "XLSX"
	case DOCX:
		return "DOCX"
	case OLE:
		return "XLS/DOC"
	case Text:
		return "TXT"
	case Markup:
		return "HTML/XML"
	case MP3:
		return "MP3"
	case M4A:
		return "M4A"
	case Other:
		return "?"
	}
	_, sub, _ := strings.Cut(mediaType, "/")
	return strings.ToUpper(sub)
}

// Sniff tells the media type of a file from its bytes; what nothing fits is Other.
func Sniff(r io.ReaderAt, size int64) (string, error) {
	head := make([]byte, min(size, headSize))
	if n, err := r.ReadAt(head, 0); err != nil && !(errors.Is(err, io.EOF) && n == len(head)) {
		return "", err
	}
	for _, s := range signatures {
		if at(head, s.at, s.sign) && at(head, 8, s.then) {
			return s.is, nil
		}
	}
	switch {
	case at(head, 0, "PK\x03\x04"):
		return sniffZip(r, size), nil
	case isMPEGFrame(head):
		return MP3, nil
	}
	return sniffText(head, int64(len(head)) < size), nil
}

func at(head []byte, off int, mark string) bool {
	return mark == "" || len(head) >= off+len(mark) && string(head[off:off+len(mark)]) == mark
}

// sniffZip looks into the directory of the archive, because every office format begins with the same bytes.
func sniffZip(r io.ReaderAt, size int64) string {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Other
	}
	marks := map[string]string{"xl/workbook.xml": XLSX, "word/document.xml": DOCX, "OFD.xml": OFD}
	for _, f := range z.File {
		if t, ok := marks[f.Name]; ok {
			return t
		}
	}
	return ZIP
}

// isMPEGFrame checks the fields of a frame header that have forbidden values: layer III, bit rate, sampling rate.
func isMPEGFrame(b []byte) bool {
	return len(b) >= 4 && b[0] == 0xff && b[1]&0xe0 == 0xe0 && b[1]&0x18 != 0x08 && b[1]&0x06 == 0x02 &&
		b[2]&0xf0 != 0xf0 && b[2]&0xf0 != 0 && b[2]&0x0c != 0x0c
}

func sniffText(head []byte, cut bool) string {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	for _, c := range head {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			return Other
		}
	}
	if len(head) == 0 || !isChineseText(head, cut) {
		return Other
	}
	if trimmed := bytes.TrimLeft(head, " \t\r\n"); len(trimmed) > 0 && trimmed[0] == '<' {
		return Markup
	}
	if line, _, _ := bytes.Cut(head, []byte("\n")); bytes.ContainsAny(line, ",\t;") {
		return CSV
	}
	return Text
}

// isChineseText accepts UTF-8 and GB18030; when the head was cut, its last character may be cut too.
func isChineseText(b []byte, cut bool) bool {
	if utf8.Valid(b) {
		return true
	}
	for n := 1; cut && n < utf8.UTFMax && n < len(b); n++ {
		if utf8.Valid(b[:len(b)-n]) {
			return true
		}
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if cut {
		out = bytes.TrimRight(out, "\uFFFD")
	}
	return err == nil && !bytes.ContainsRune(out, utf8.RuneError)
}
