package sheet

import (
	"bytes"
	"slices"
	"testing"
)

func TestCSVReadsBackInEveryEncoding(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"序号", "户名"}, {"1", "荆建国，\"甲\""}, {"2", "㙍𠮷·买买提"}}
	for _, enc := range []Encoding{UTF8, UTF8Mark, GB18030} {
		var b bytes.Buffer
		if err := WriteCSV(&b, enc, 0, rows); err != nil {
			t.Fatal(err)
		}
		var got [][]string
		err := ReadRows(bytes.NewReader(b.Bytes()), int64(b.Len()), Options{}, func(_ int, cells []string) error {
			got = append(got, slices.Clone(cells))
			return nil
		})
		if err != nil || len(got) != 3 || !slices.Equal(got[1], rows[1]) || !slices.Equal(got[2], rows[2]) {
			t.Errorf("%s: %q %v", enc, got, err)
		}
	}
	if err := WriteCSV(&bytes.Buffer{}, "latin1", 0, rows); err == nil {
		t.Error("an unknown encoding was written")
	}
}
