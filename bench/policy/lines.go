package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"yice/internal/core/column"
)

const (
	piece   = 128 << 10 // what a worker reads of a population file at once
	longest = 7 * 19    // a line of seven numbers that fit
)

// cutter takes numbers from a text, one after the other. Which numbers are short can be guessed mostly, so that going byte by
// byte is faster than looking for the ends of words.
type cutter struct {
	text  []byte
	at    int
	wrong bool // a number had no digits, too many, or another end than was wanted
}

// number is the whole number that ends with the given byte.
func (c *cutter) number(end byte) int64 {
	n, at, text := int64(0), c.at, c.text
	for at < len(text) {
		d := text[at] - '0'
		at++
		if d > 9 {
			c.wrong = c.wrong || text[at-1] != end || uint(at-c.at-2) > 17
			c.at = at
			return n
		}
		n = n*10 + int64(d)
	}
	c.wrong, c.at = true, at
	return n
}

// line is one person of the file.
type line struct{ person, household, region, income, cost, stage int64 }

// next reads a line; false where there is none.
func (c *cutter) next(l *line) bool {
	l.person, l.household, l.region = c.number(','), c.number(','), c.number(',')
	c.number(',') // the age, which no rule asks for
	l.income, l.cost, l.stage = c.number(','), c.number(','), c.number('\n')
	return !c.wrong
}

// lines puts all persons of a part of the file into their places; it gives the place of the first and the one after the last.
func lines(pop *column.Population, part io.Reader) (first, next int64, err error) {
	buf, kept, w := make([]byte, piece), 0, writer{pop, -1}
	first, next = -1, -1
	for err == nil {
		var n int
		if n, err = io.ReadFull(part, buf[kept:]); err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return first, next, err
		}
		c, l := cutter{text: buf[:kept+n]}, line{}
		for most := len(c.text) - longest; c.at < most || err != nil && c.at < len(c.text); next++ {
			ok := c.next(&l)
			if first < 0 {
				first, next = l.person, l.person
			}
			if !ok || l.person != next || next >= int64(pop.N[1]) {
				return first, next, fmt.Errorf("person %d: no line of seven numbers", next)
			}
			if err := w.put(int(next), l.household, l.region, l.income, l.cost, l.stage); err != nil {
				return first, next, err
			}
		}
		kept = copy(buf, c.text[c.at:])
	}
	return first, next, nil
}

// begin is where the next household begins after a place in the file, that of the first person for place 0.
func begin(f io.ReaderAt, at int64) (int64, error) {
	buf := make([]byte, piece/8)
	n, err := f.ReadAt(buf, at)
	if err != nil && err != io.EOF {
		return 0, err
	}
	c, l, home := cutter{text: buf[:n]}, line{}, int64(-1)
	c.at = bytes.IndexByte(c.text, '\n') + 1
	for {
		from := c.at
		if !c.next(&l) {
			return 0, fmt.Errorf("no household begins near byte %d", at)
		}
		if at == 0 || home >= 0 && l.household != home {
			return at + int64(from), nil
		}
		home = l.household
	}
}

// lastLine is the last person.
func lastLine(f io.ReaderAt, size int64) (l line, err error) {
	buf := make([]byte, min(2*longest, size))
	if _, err := f.ReadAt(buf, size-int64(len(buf))); err != nil {
		return l, err
	}
	c := cutter{text: buf}
	c.at = bytes.LastIndexByte(buf[:max(0, len(buf)-1)], '\n') + 1
	if !c.next(&l) || c.at < len(buf) {
		return l, errors.New("the last line is no person")
	}
	return l, nil
}
