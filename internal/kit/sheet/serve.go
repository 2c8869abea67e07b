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
