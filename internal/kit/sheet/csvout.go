package sheet

import (
	"encoding/csv"
	"io"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"yice/internal/kit/errs"
)

// Encoding names how text is written.
type Encoding string

// The closed list of encodings. UTF8Mark begins with the mark that Excel wants to see; GB18030 is what most banks take.
const (
	UTF8     Encoding = "utf-8"
	UTF8Mark Encoding = "utf-8-mark"
	GB18030  Encoding = "gb18030"
)

// WriteCSV writes rows as a text table with CRLF line ends. The cells are written as they are: it is for files that other
// programs read, not for people who open lists in a spreadsheet program.
func WriteCSV(out io.Writer, enc Encoding, separator rune, rows [][]string) error {
	var closing io.Closer
	switch enc {
	case UTF8:
	case UTF8Mark:
		if _, err := io.WriteString(out, "\ufeff"); err != nil {
			return err
		}
	case GB18030:
		w := transform.NewWriter(out, simplifiedchinese.GB18030.NewEncoder())
		out, closing = w, w
	default:
		return errs.New(errs.Internal, "sheet.unwritable")
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if separator != 0 {
		w.Comma = separator
	}
	if err := w.WriteAll(rows); err != nil {
		return errs.New(errs.Internal, "sheet.unwritable").Because(err)
	}
	if closing != nil {
		return closing.Close()
	}
	return nil
}
