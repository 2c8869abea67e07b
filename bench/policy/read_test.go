package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestLine reads numbers of every length, and refuses what is not seven whole numbers.
func TestLine(t *testing.T) {
	for _, digits := range []string{"0", "7", "42", "9999", "000123", "12345678", "123456789", "999999999999999999"} {
		n, _ := strconv.ParseInt(digits, 10, 64)
		for k := range 7 {
			fields, want := strings.Split("1,2,3,4,5,6,7", ","), [7]int64{1, 2, 3, 4, 5, 6, 7}
			fields[k], want[k] = digits, n
			c, l := cutter{text: []byte(strings.Join(fields, ",") + "\n")}, line{}
			if !c.next(&l) || c.at != len(c.text) || l != (line{want[0], want[1], want[2], want[4], want[5], want[6]}) {
				t.Errorf("%v: %v", fields, l)
			}
		}
	}
	for _, text := range []string{"", "\n", "1,2,3,4,5,6,7", "1,2,3,4,5,6,\n", ",,,,,,\n", "1,2,3,4,5,6\n7\n", "1,2,3,4,5,6,7,", "1,2,3,4,5,6,-\n", "1,2,3,4,5,6,1234567890123456789\n", "1,2,3\xff4,5,6,7\n", "1 2,3,4,5,6,7\n"} {
		c, l := cutter{text: []byte(text)}, line{}
		if c.next(&l) {
			t.Errorf("%q was read as %v", text, l)
		}
	}
}

// TestUsual reads each line as next does, or leaves it to next.
func TestUsual(t *testing.T) {
	short, taken := strings.Repeat("0", longest), 0
	for _, first := range []string{"0", "7", "123456", "1234567", "12345678", "123456789", "", "x", "1x", "12345678901234567890"} {
		for k := range 7 {
			for _, age := range []string{"3", "33", "333"} {
				fields := strings.Split("1,2,3,4,5,6,7", ",")
				fields[3], fields[k] = age, first
				for _, end := range []string{"\n", ",", "\n\n", ""} {
					text := []byte(strings.Join(fields, ",") + end + short)
					a, b := cutter{text: text, wide: [4]uint{8, 48, 56, 8}}, cutter{text: text}
					var x, y line
					if !a.usual(&x) {
						if a.at != 0 {
							t.Fatalf("%q was taken in part", text)
						}
						continue
					}
					if taken++; !b.next(&y) || x != y || a.at != b.at {
						t.Errorf("%q: %v %d, not %v %d", text, x, a.at, y, b.at)
					}
				}
			}
		}
	}
	if taken < 50 {
		t.Error("only", taken, "lines were usual")
	}
}

// TestCSV reads a file back as it was invented, on any number of workers, and refuses one that lacks a person or has a broken line.
func TestCSV(t *testing.T) {
	w, err := loadW1("w1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const persons = 30_000
	want, err := w.made(persons)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "persons.csv")
	if err := writeCSV(path, persons); err != nil {
		t.Fatal(err)
	}
	for workers := 1; workers < 5; workers++ {
		pop, err := w.fromCSV(path, workers)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(pop.Up[1], want.Up[1]) || !slices.Equal(pop.Area, want.Area) {
			t.Error(workers, "other households")
		}
		for slot := range want.In[1] {
			if !slices.Equal(pop.In[1][slot], want.In[1][slot]) {
				t.Error(workers, "other values of input", slot)
			}
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.SplitAfter(string(text), "\n")
	for _, line := range []string{"", "777,1\n", "777,100,1,1,1,1,x\n", "777,999999,1,1,1,1,1\n", "777,-1,1,1,1,1,1\n"} {
		bad := slices.Clone(all)
		bad[778] = line
		if err := os.WriteFile(path, []byte(strings.Join(bad, "")), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := w.fromCSV(path, 2); err == nil {
			t.Errorf("%q was accepted", line)
		}
	}
}
