package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// readCSV reads text tables in UTF-8 (with or without its mark), UTF-16 with its mark, or GB18030, which is what
// Chinese Excel and WPS write.
func readCSV(r io.ReaderAt, size int64, opts Options, fn RowFunc) error {
	if size > opts.MaxBytes {
		return tooBig()
	}
	text, err := decode(io.NewSectionReader(r, 0, size))
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(text, 64<<10)
	head, err := in.Peek(4096)
	if err != nil && err != io.EOF && !errors.Is(err, bufio.ErrBufferFull) {
		return damaged("csv").Because(err)
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return damaged("not text")
	}
	c := csv.NewReader(in)
	c.Comma, c.FieldsPerRecord, c.LazyQuotes, c.ReuseRecord = separator(head), -1, true, true
	rows, breaks := 0, 0
	for {
		cells, err := c.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return damaged("csv").Because(err)
		}
		line, _ := c.FieldPos(0)
		rowNo := line - breaks
		inner, err := cleanCSV(cells, rowNo, opts)
		if err != nil {
			return err
		}
		breaks += inner
		if cells = trimEmpty(cells); len(cells) == 0 {
			continue
		}
		if rows++; rows > opts.MaxRows {
			return tooManyRows(opts.MaxRows)
		}
		if len(cells) > opts.MaxColumns {
			return tooWide(rowNo, opts.MaxColumns)
		}
		if err := fn(rowNo, cells); err != nil {
			return err
		}
	}
}

// cleanCSV checks the cells and takes the dress off ="0012", by which lists keep numbers from being read as such. It
// counts the line breaks inside cells, because a spreadsheet program counts rows, not lines.
func cleanCSV(cells []string, rowNo int, opts Options) (breaks int, err error) {
	for i, s := range cells {
		breaks += strings.Count(s, "\n")
		if strings.Contains(s, "\uFFFD") {
			return 0, encodingUnknown(rowNo)
		}
		if len(s) > maxCellText && utf8.RuneCountInString(s) > maxCellText {
			return 0, cellTooLong(rowNo)
		}
		if len(s) >= 3 && strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) {
			cells[i] = s[2 : len(s)-1]
		}
		if i >= opts.MaxColumns && cells[i] != "" {
			return 0, tooWide(rowNo, opts.MaxColumns)
		}
	}
	return breaks, nil
}

func trimEmpty(cells []string) []string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// separator is the one of , tab ; | that the first line has most of.
func separator(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best := ','
	for _, c := range "\t;|" {
		if bytes.Count(line, []byte(string(c))) > bytes.Count(line, []byte(string(best))) {
			best = c
		}
	}
	return best
}

// decode finds the encoding. Without a mark the whole file decides: GB18030 text of some length is never valid UTF-8.
func decode(r *io.SectionReader) (io.Reader, error) {
	mark := make([]byte, 3)
	n, err := r.ReadAt(mark, 0)
	if err != nil && err != io.EOF {
		return nil, damaged("csv").Because(err)
	}
	switch mark = mark[:n]; {
	case bytes.HasPrefix(mark, []byte("\xef\xbb\xbf")):
		return io.NewSectionReader(r, 3, r.Size()-3), nil
	case bytes.HasPrefix(mark, []byte("\xff\xfe")), bytes.HasPrefix(mark, []byte("\xfe\xff")):
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), nil
	}
	ok, err := validUTF8(io.NewSectionReader(r, 0, r.Size()))
	if err != nil {
		return nil, damaged("csv").Because(err)
	}
	if ok {
		return r, nil
	}
	return transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder()), nil
}

func validUTF8(r io.Reader) (bool, error) {
	buf, kept := make([]byte, 64<<10), 0
	for {
		n, err := r.Read(buf[kept:])
		b := buf[:kept+n]
		for len(b) > 0 {
			c, size := utf8.DecodeRune(b)
			if c == utf8.RuneError && size == 1 {
				if err == nil && !utf8.FullRune(b) {
					break
				}
				return false, nil
			}
			b = b[size:]
		}
		kept = copy(buf, b)
		if err == io.EOF {
			return kept == 0, nil
		}
		if err != nil {
			return false, err
		}
	}
}
