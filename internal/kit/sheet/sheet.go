// Package sheet reads lists that offices send (xlsx and csv) row by row, and writes lists for them (xlsx).
//
// The reader is a one-pass byte scanner, not an XML decoder: a list of 100,000 households is read in a fraction of a
// second in little memory, and a hostile file ends in an error, never in a panic or an exhausted machine.
package sheet

import (
	"bytes"
	_ "embed"
	"io"

	"yice/internal/kit/errs"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

// The limits of the xlsx format itself.
const (
	maxRow      = 1 << 20
	maxColumn   = 1 << 14
	maxCellText = 32767
)

// Options bound what a reader accepts; zero values mean the defaults.
type Options struct {
	// Sheet is the name of the sheet; empty means the first visible one.
	Sheet string
	// MaxRows is how many rows that hold something may come (default: all that the format allows).
	MaxRows int
	// MaxColumns is the last column that may hold something (default 256).
	MaxColumns int
	// MaxBytes is how much one unpacked part of the file may hold (default 512 MB).
	MaxBytes int64
}

func (o Options) withDefaults() Options {
	if o.MaxRows <= 0 {
		o.MaxRows = maxRow
	}
	if o.MaxColumns <= 0 || o.MaxColumns > maxColumn {
		o.MaxColumns = 256
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = 512 << 20
	}
	return o
}

// RowFunc gets each row that holds something: its number as the spreadsheet program shows it, from 1, and its cells up
// to the last one that holds something. The slice is used again for the next row; the strings may be kept.
//
// Numbers come in plain digits with at most 15 significant ones, as the program shows them (an identity number typed as
// a number has lost its last digits before it was saved); dates come as YYYY-MM-DD or YYYY-MM-DD HH:MM:SS.
type RowFunc func(rowNo int, cells []string) error

// ReadRows reads an xlsx or csv file, told apart by its first bytes. An error of fn ends the reading and is returned.
func ReadRows(r io.ReaderAt, size int64, opts Options, fn RowFunc) error {
	opts = opts.withDefaults()
	head := make([]byte, min(size, 8))
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), head); err != nil {
		return damaged("head").Because(err)
	}
	switch {
	case size == 0:
		return errs.New(errs.Invalid, "sheet.empty")
	case bytes.HasPrefix(head, []byte("PK")):
		b, err := openBook(r, size, opts)
		if err != nil {
			return err
		}
		return b.read(fn)
	case string(head) == "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
		return oldFormat(r, size)
	}
	return readCSV(r, size, opts, fn)
}

// Names lists the sheets of an xlsx file in their order, hidden ones left out; a csv file has one without a name.
func Names(r io.ReaderAt, size int64) ([]string, error) {
	head := make([]byte, min(size, 2))
	if _, err := r.ReadAt(head, 0); (err != nil && err != io.EOF) || string(head) != "PK" {
		return []string{""}, nil
	}
	b, err := openBook(r, size, Options{}.withDefaults())
	if err != nil {
		return nil, err
	}
	var names []string
	for _, s := range b.sheets {
		if !s.hidden {
			names = append(names, s.name)
		}
	}
	return names, nil
}

// oldFormat tells an encrypted new file from a truly old one: both come in the same container.
func oldFormat(r io.ReaderAt, size int64) error {
	mark := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	buf := make([]byte, 256<<10)
	for at := int64(0); at < size; at += int64(len(buf) - len(mark)) {
		n, err := r.ReadAt(buf[:min(int64(len(buf)), size-at)], at)
		if bytes.Contains(buf[:n], mark) {
			return errs.New(errs.Invalid, "sheet.encrypted")
		}
		if err != nil && err != io.EOF {
			return damaged("container").Because(err)
		}
	}
	return errs.New(errs.Invalid, "sheet.old_xls")
}

// damaged says for the log which part was wrong; the user gets one sentence for all of them.
func damaged(part string) *errs.Error { return errs.New(errs.Invalid, "sheet.damaged", "part", part) }

func tooBig() error { return errs.New(errs.TooLarge, "sheet.too_big") }

func tooManyRows(limit int) error {
	return errs.New(errs.TooLarge, "sheet.too_many_rows", "limit", limit)
}

func tooWide(rowNo, limit int) error {
	return errs.New(errs.Invalid, "sheet.too_wide", "row", rowNo, "limit", limit)
}

func cellTooLong(rowNo int) error {
	return errs.New(errs.Invalid, "sheet.cell_too_long", "row", rowNo, "limit", maxCellText)
}

func encodingUnknown(rowNo int) error { return errs.New(errs.Invalid, "sheet.encoding", "row", rowNo) }
