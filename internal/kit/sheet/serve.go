package sheet

import (
	"io"
	"mime"
	"net/http"
	"os"

	"yice/internal/kit/errs"
)

// MediaType is what an xlsx file is.
const MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Serve answers a request with a list: fill writes its rows. Nothing is sent before the file is complete, so that an
// error can still be answered; the caller has journalled that the list leaves the house.
func Serve(w http.ResponseWriter, fileName string, l Layout, fill func(*Writer) error) error {
	f, err := os.CreateTemp(l.TempDir, "list-*.xlsx")
	if err != nil {
		return errs.New(errs.Unavailable, "sheet.unwritable").Because(err)
	}
	defer func() { _ = f.Close(); _ = os.Remove(f.Name()) }()
	out, err := NewWriter(f, l)
	if err != nil {
		return err
	}
	if err := fill(out); err != nil {
		out.Abort()
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return errs.New(errs.Unavailable, "sheet.unwritable").Because(err)
	}
	h := w.Header()
	h.Set("Content-Type", MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName}))
	_, _ = io.Copy(w, f) // a caller who is gone is no error
	return nil
}

// Pages writes a list that is read page by page: the page already read, then those behind its cursor, up to about limit rows. Each
// page is a short look of its own at the book.
func Pages[T any](w *Writer, limit int, page []T, next string, more func(cursor string) ([]T, string, error), row func(T) []any) error {
	for n := 0; ; {
		for _, one := range page {
			if err := w.Row(row(one)...); err != nil {
				return err
			}
		}
		if n += len(page); next == "" || n >= limit {
			return nil
		}
		var err error
		if page, next, err = more(next); err != nil {
			return err
		}
	}
}
