package sheet

import (
	"archive/zip"
	"io"
	"path"
	"strings"
	"sync/atomic"

	"yice/internal/kit/errs"
)

const (
	directoryMax = 4 << 20  // bytes of the archive's directory; a workbook's is a few thousand
	partMax      = 16 << 20 // for the small parts: relations, workbook, styles
	stringsMax   = 64 << 20 // text of all shared strings, kept in memory
	sharedMax    = 8 << 20  // number of shared strings
)

// book is an open xlsx file.
type book struct {
	opts   Options
	parts  map[string]*zip.File
	sheets []sheetRef
	date04 bool
	styles []dateKind
	shared sharedStrings
}

type sheetRef struct {
	name   string
	part   string
	hidden bool
}

// sharedStrings is one text with the ends of its pieces: no object per string.
type sharedStrings struct {
	text string
	ends []uint32
}

func (s *sharedStrings) at(i int) (string, bool) {
	if i < 0 || i >= len(s.ends) {
		return "", false
	}
	from := uint32(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.text[from:s.ends[i]], true
}

// budget stops the reading of an archive directory that was made to fill the memory.
type budget struct {
	io.ReaderAt
	left atomic.Int64
	open atomic.Bool
}

func (b *budget) ReadAt(p []byte, off int64) (int, error) {
	if !b.open.Load() && b.left.Add(-int64(len(p))) < 0 {
		return 0, tooBig()
	}
	return b.ReaderAt.ReadAt(p, off)
}

// limited ends an unpacked part that is longer than allowed, whatever its header says.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, tooBig()
	}
	return n, err
}

func openBook(r io.ReaderAt, size int64, opts Options) (*book, error) {
	guard := &budget{ReaderAt: r}
	guard.left.Store(directoryMax)
	z, err := zip.NewReader(guard, size)
	if err != nil {
		return nil, damaged("archive").Because(err)
	}
	guard.open.Store(true)
	b := &book{opts: opts, parts: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if _, twice := b.parts[name]; twice {
			return nil, damaged("a part comes twice")
		}
		b.parts[name] = f
	}
	return b, b.readWorkbook()
}

// part runs fn over every element of the (unprefixed) name in one part.
func (b *book) part(name string, limit int64, fn func(w *window, prefix string) error) error {
	f, ok := b.parts[strings.ToLower(name)]
	if !ok {
		return damaged(name)
	}
	r, err := f.Open()
	if err != nil {
		return damaged(name).Because(err)
	}
	defer func() { _ = r.Close() }()
	w := newWindow(&limited{r, limit})
	prefix, err := w.prefix()
	if err != nil {
		return err
	}
	return fn(w, prefix)
}

type relation struct{ kind, target string }

// relations reads the part that names what another part refers to; kinds are cut to their last word.
func (b *book) relations(of string) (map[string]relation, error) {
	dir, base := path.Split(of)
	out := map[string]relation{}
	err := b.part(dir+"_rels/"+base+".rels", partMax, func(w *window, prefix string) error {
		return w.elements(prefix+"Relationship", func(tag, _ []byte) error {
			target := attr(tag, "Target")
			if strings.HasPrefix(target, "/") {
				target = target[1:]
			} else {
				target = path.Join(dir, target)
			}
			out[attr(tag, "Id")] = relation{path.Base(attr(tag, "Type")), target}
			return nil
		})
	})
	return out, err
}

func (b *book) readWorkbook() error {
	workbook := "xl/workbook.xml"
	if root, err := b.relations(""); err == nil {
		for _, r := range root {
			if r.kind == "officeDocument" {
				workbook = r.target
			}
		}
	}
	rels, err := b.relations(workbook)
	if err != nil {
		return err
	}
	err = b.part(workbook, partMax, func(w *window, prefix string) error {
		return w.elements(prefix+"sheet", func(tag, _ []byte) error {
			if r := rels[relationID(tag)]; r.kind == "worksheet" {
				state := attr(tag, "state")
				b.sheets = append(b.sheets, sheetRef{attr(tag, "name"), r.target, state == "hidden" || state == "veryHidden"})
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	err = b.part(workbook, partMax, func(w *window, prefix string) error {
		return w.elements(prefix+"workbookPr", func(tag, _ []byte) error {
			v := attr(tag, "date1904")
			b.date04 = v == "1" || v == "true"
			return nil
		})
	})
	if err != nil {
		return err
	}
	return b.readParts(rels)
}

// readParts notes where styles and strings are; both may be absent.
func (b *book) readParts(rels map[string]relation) error {
	for _, r := range rels {
		var err error
		switch r.kind {
		case "styles":
			err = b.readStyles(r.target)
		case "sharedStrings":
			err = b.readShared(r.target)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// relationID is the one attribute of a sheet whose local name is id; its prefix is the writer's choice.
func relationID(tag []byte) string {
	for {
		name, value, rest, more := nextAttr(tag)
		if !more {
			return ""
		}
		if strings.HasSuffix(string(name), ":id") {
			return string(value)
		}
		tag = rest
	}
}

func (b *book) readShared(part string) error {
	var text []byte
	err := b.part(part, b.opts.MaxBytes, func(w *window, prefix string) error {
		t := newTextTags(prefix)
		return w.elements(prefix+"si", func(_, inside []byte) error {
			text = t.append(text, inside)
			if len(text) > stringsMax || len(b.shared.ends) >= sharedMax {
				return tooBig()
			}
			b.shared.ends = append(b.shared.ends, uint32(len(text)))
			return nil
		})
	})
	b.shared.text = string(text)
	return err
}

// pick is the sheet to read: by name, or the first visible one.
func (b *book) pick() (string, error) {
	for _, s := range b.sheets {
		if s.name == b.opts.Sheet || (b.opts.Sheet == "" && !s.hidden) {
			return s.part, nil
		}
	}
	if b.opts.Sheet == "" && len(b.sheets) > 0 {
		return b.sheets[0].part, nil
	}
	return "", errs.New(errs.Invalid, "sheet.no_sheet", "name", b.opts.Sheet)
}

func (b *book) read(fn RowFunc) error {
	part, err := b.pick()
	if err != nil {
		return err
	}
	return b.part(part, b.opts.MaxBytes, func(w *window, prefix string) error {
		tag, size, err := w.find([]byte("<" + prefix + "sheetData"))
		if err != nil || tag == nil {
			return err
		}
		w.start += size
		p := newRowParser(b, prefix, fn)
		return w.elements(prefix+"row", p.row)
	})
}
