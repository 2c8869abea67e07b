package sheet

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"yice/internal/kit/errs"
)

const (
	windowStart = 256 << 10
	windowMax   = 16 << 20 // one row or one shared string never needs more
)

// window is a growing view on a stream; data before start has been dealt with.
type window struct {
	r          io.Reader
	buf        []byte
	start, end int
	eof        bool
}

func newWindow(r io.Reader) *window { return &window{r: r, buf: make([]byte, windowStart)} }

func (w *window) data() []byte { return w.buf[w.start:w.end] }

// fill reads until the buffer is full, after moving or enlarging it.
func (w *window) fill() error {
	if w.start > 0 {
		w.end = copy(w.buf, w.buf[w.start:w.end])
		w.start = 0
	}
	if w.end == len(w.buf) {
		if len(w.buf) >= windowMax {
			return tooBig()
		}
		w.buf = append(w.buf, make([]byte, len(w.buf))...)
	}
	for w.end < len(w.buf) {
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		if err == io.EOF {
			w.eof = true
			return nil
		}
		if own, ok := errors.AsType[*errs.Error](err); ok {
			return own
		}
		if err != nil {
			return damaged("stream").Because(err)
		}
	}
	return nil
}

// prefix reads the namespace prefix, colon included, of the root element: most writers use none, some use "x:".
func (w *window) prefix() (string, error) {
	if err := w.fill(); err != nil {
		return "", err
	}
	d := w.data()
	if bytes.HasPrefix(d, []byte("\xff\xfe")) || bytes.HasPrefix(d, []byte("\xfe\xff")) {
		return "", damaged("utf-16")
	}
	for {
		i := bytes.IndexByte(d, '<')
		if i < 0 || i+1 >= len(d) {
			return "", damaged("root")
		}
		if d = d[i+1:]; d[0] != '?' && d[0] != '!' {
			break
		}
	}
	name := d[:min(len(d), 64)]
	if i := bytes.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	return string(name[:bytes.IndexByte(name, ':')+1]), nil
}

// elements calls fn for every element of that (full) name with the text of its start tag and its inside.
func (w *window) elements(name string, fn func(tag, inside []byte) error) error {
	open, end := []byte("<"+name), []byte("</"+name+">")
	for {
		tag, size, err := w.find(open)
		if err != nil || tag == nil {
			return err
		}
		if tag[len(tag)-1] == '/' {
			err = fn(tag[:len(tag)-1], nil)
			w.start += size
		} else {
			err = w.inside(size, end, fn)
		}
		if err != nil {
			return err
		}
	}
}

// inside waits until the whole element is in view and hands it to fn.
func (w *window) inside(tagSize int, end []byte, fn func(tag, inside []byte) error) error {
	for from := tagSize; ; {
		d := w.data()
		if j := bytes.Index(d[from:], end); j >= 0 {
			stop := from + j
			err := fn(d[:tagSize-1], d[tagSize:stop])
			w.start += stop + len(end)
			return err
		}
		if w.eof {
			return damaged("element is cut")
		}
		from = max(tagSize, len(d)-len(end)+1)
		if err := w.fill(); err != nil {
			return err
		}
	}
}

// find brings the next start tag to the front of the window: its text without the closing bracket, and its length with
// it; nil at the end of the stream.
func (w *window) find(open []byte) (tag []byte, size int, err error) {
	for {
		d := w.data()
		i := bytes.Index(d, open)
		if i < 0 {
			if w.eof {
				return nil, 0, nil
			}
			w.start = max(w.start, w.end-len(open)+1)
		} else {
			w.start += i
			if d = d[i:]; len(d) > len(open) && !isBoundary(d[len(open)]) {
				w.start += len(open)
				continue
			}
			if n := tagEnd(d); n >= 0 {
				return d[:n], n + 1, nil
			}
			if w.eof {
				return nil, 0, damaged("tag is cut")
			}
		}
		if err := w.fill(); err != nil {
			return nil, 0, err
		}
	}
}

func isBoundary(c byte) bool {
	return c == ' ' || c == '>' || c == '/' || c == '\n' || c == '\r' || c == '\t'
}

// tagEnd finds the bracket that closes a tag; inside quotes a bracket is text.
func tagEnd(d []byte) int {
	var quote byte
	for i, c := range d {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		}
	}
	return -1
}

// nextAttr cuts one attribute from a tag; more is false when there is none left.
func nextAttr(tag []byte) (name, value, rest []byte, more bool) {
	eq := bytes.IndexByte(tag, '=')
	if eq < 0 {
		return nil, nil, nil, false
	}
	name = tag[:eq]
	for len(name) > 0 && isBoundary(name[len(name)-1]) {
		name = name[:len(name)-1]
	}
	if i := bytes.LastIndexAny(name, " \t\r\n"); i >= 0 {
		name = name[i+1:]
	}
	rest = tag[eq+1:]
	for len(rest) > 0 && isBoundary(rest[0]) {
		rest = rest[1:]
	}
	if len(rest) == 0 || (rest[0] != '"' && rest[0] != '\'') {
		return nil, nil, nil, false
	}
	end := bytes.IndexByte(rest[1:], rest[0])
	if end < 0 {
		return nil, nil, nil, false
	}
	return name, rest[1 : 1+end], rest[end+2:], true
}

// attr is the value of one attribute, references resolved.
func attr(tag []byte, want string) string {
	for {
		name, value, rest, more := nextAttr(tag)
		if !more {
			return ""
		}
		if string(name) == want {
			return string(appendText(nil, value))
		}
		tag = rest
	}
}

// appendText adds XML text with its references and the _xHHHH_ escapes of the format resolved; what no text may
// contain becomes the replacement character.
func appendText(dst, src []byte) []byte {
	if bytes.IndexByte(src, '&') < 0 && bytes.IndexByte(src, '_') < 0 && bytes.IndexByte(src, '<') < 0 && bytes.IndexByte(src, '\r') < 0 && utf8.Valid(src) {
		return append(dst, src...)
	}
	for len(src) > 0 {
		n := 1
		switch c := src[0]; {
		case c == '&':
			dst, n = appendReference(dst, src)
		case c == '_':
			dst, n = appendEscape(dst, src)
		case c == '<' && bytes.HasPrefix(src, []byte("<![CDATA[")):
			inside, _, _ := bytes.Cut(src[9:], []byte("]]>"))
			dst = append(dst, bytes.ToValidUTF8(inside, []byte("\uFFFD"))...)
			n = min(len(src), 9+len(inside)+3)
		case c == '<':
			return dst
		case c == '\r':
			if len(src) == 1 || src[1] != '\n' {
				dst = append(dst, '\n')
			}
		case c < utf8.RuneSelf:
			dst = append(dst, c)
		default:
			var r rune
			r, n = utf8.DecodeRune(src)
			dst = utf8.AppendRune(dst, r)
		}
		src = src[n:]
	}
	return dst
}

func appendReference(dst, src []byte) ([]byte, int) {
	end := bytes.IndexByte(src[:min(len(src), 12)], ';')
	if end < 0 {
		return append(dst, '&'), 1
	}
	switch name := string(src[1:end]); name {
	case "amp":
		dst = append(dst, '&')
	case "lt":
		dst = append(dst, '<')
	case "gt":
		dst = append(dst, '>')
	case "quot":
		dst = append(dst, '"')
	case "apos":
		dst = append(dst, '\'')
	default:
		if len(name) < 2 || name[0] != '#' {
			return append(dst, '&'), 1
		}
		base, digits := 10, name[1:]
		if digits[0] == 'x' {
			base, digits = 16, digits[1:]
		}
		v, err := strconv.ParseUint(digits, base, 32)
		if err != nil {
			return append(dst, '&'), 1
		}
		dst = appendAllowed(dst, rune(min(v, utf8.MaxRune+1)))
	}
	return dst, end + 1
}

func appendEscape(dst, src []byte) ([]byte, int) {
	if len(src) >= 7 && src[1] == 'x' && src[6] == '_' {
		if v, err := strconv.ParseUint(string(src[2:6]), 16, 32); err == nil {
			return appendAllowed(dst, rune(v)), 7
		}
	}
	return append(dst, '_'), 1
}

func appendAllowed(dst []byte, r rune) []byte {
	if r < 0x20 && r != '\t' && r != '\n' && r != '\r' {
		r = utf8.RuneError
	}
	return utf8.AppendRune(dst, r)
}
