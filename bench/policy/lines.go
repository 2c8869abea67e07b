package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"

	"yice/internal/core/column"
)

const (
	piece   = 128 << 10 // what a worker reads of a population file at once
	longest = 7 * 19    // a line of seven numbers that fit
)

// cutter takes numbers from a text, one after the other.
type cutter struct {
	text  []byte
	at    int
	wrong bool    // a number had no digits, too many, or another end than was wanted
	wide  [4]uint // bits of the words that the long numbers of the last line took
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

const zeros = 0x3030303030303030

// word is the number at the beginning of a text as a word of digits, first digit lowest, and how many bits they take: less than 64 only
// where another byte follows. A guess that is right spares the processor from waiting for them before it looks for the next number.
func word(text []byte, guess uint) (digits uint64, wide uint) {
	digits = binary.LittleEndian.Uint64(text) ^ zeros
	other := (digits + 0x7676767676767676 | digits) & 0x8080808080808080
	if other&-other == 0x80<<(guess&63) {
		return digits, guess
	}
	return digits, uint(bits.TrailingZeros64(other)) - 7
}

// value joins the digits of a word: neighbours, then pairs, then fours.
func value(digits uint64, wide uint) int64 {
	digits <<= (64 - wide) & 63
	digits = digits*10 + digits>>8
	return int64((digits&0xFF000000FF*0xF424000000064 + digits>>16&0xFF000000FF*0x271000000001) >> 32)
}

// usual reads a line whose long numbers have at most seven digits, its region and stage one and its age one or two. Where it is
// another one, or there are less bytes than a line may have, it takes nothing and next has to.
func (c *cutter) usual(l *line) bool {
	if len(c.text)-c.at < longest {
		return false
	}
	const comma, digit = ',' ^ '0', 9
	at, long := c.at, uint(0)
	x, n := word(c.text[at:], c.wide[0])
	wrong := x>>(n&63) ^ comma
	l.person, c.wide[0], long, at = value(x, n), n, n-8, at+int(n/8)+1
	x, n = word(c.text[at:], c.wide[1])
	wrong |= x>>(n&63) ^ comma
	l.household, c.wide[1], long, at = value(x, n), n, long|n-8, at+int(n/8)+1
	few := c.text[at : at+5]
	region, old := few[0]-'0', few[2]-'0'
	wrong |= uint64(few[1] ^ ',')
	if at += 4; few[3] != ',' {
		old = max(old, few[3]-'0')
		wrong |= uint64(few[4] ^ ',')
		at++
	}
	x, n = word(c.text[at:], c.wide[2])
	wrong |= x>>(n&63) ^ comma
	l.income, c.wide[2], long, at = value(x, n), n, long|n-8, at+int(n/8)+1
	x, n = word(c.text[at:], c.wide[3])
	wrong |= x>>(n&63) ^ comma
	l.cost, c.wide[3], long, at = value(x, n), n, long|n-8, at+int(n/8)+1
	few = c.text[at : at+2]
	stage := few[0] - '0'
	wrong |= uint64(few[1] ^ '\n')
	if wrong&255 != 0 || long > 56 || max(region, old, stage) > digit {
		return false
	}
	l.region, l.stage, c.at = int64(region), int64(stage), at+2
	return true
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
			ok := c.usual(&l) || c.next(&l)
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
