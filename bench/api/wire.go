package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// ask is a request: its path begins with /, field and value are the header that says who asks, and a body is JSON.
type ask struct {
	method, path string
	field, value string
	body         []byte
}

func (a ask) request(ctx context.Context, addr string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, a.method, "http://"+addr+a.path, bytes.NewReader(a.body))
	if err != nil {
		return nil, err
	}
	if a.field != "" {
		req.Header.Set(a.field, a.value)
	}
	if a.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// wire is one client's connection. It costs the sender a third of what http.Client does, and the sender takes its time from
// the server: both share the machine.
type wire struct {
	conn net.Conn
	host string
	in   *bufio.Reader
	out  []byte
}

func dial(addr string) (*wire, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || host != "127.0.0.1" {
		return nil, fmt.Errorf("load goes to 127.0.0.1 only, not to %s", addr)
	}
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return nil, err
	}
	return &wire{conn: conn, host: addr, in: bufio.NewReaderSize(conn, 32<<10)}, nil
}

// do sends a request and reads the answer to its end; the body's beginning is returned when it was refused.
func (w *wire) do(a ask) (status int, refusal []byte, err error) {
	if err := w.conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return 0, nil, err
	}
	b := append(w.out[:0], a.method...)
	b = append(append(append(b, ' '), a.path...), " HTTP/1.1\r\nHost: "...)
	b = append(append(b, w.host...), "\r\n"...)
	if a.field != "" {
		b = append(append(append(append(b, a.field...), ": "...), a.value...), "\r\n"...)
	}
	if a.body != nil {
		b = append(b, "Content-Type: application/json\r\nContent-Length: "...)
		b = append(strconv.AppendInt(b, int64(len(a.body)), 10), "\r\n"...)
	}
	w.out = append(append(b, "\r\n"...), a.body...)
	if _, err := w.conn.Write(w.out); err != nil {
		return 0, nil, err
	}
	return w.answer()
}

// answer reads one answer. A side that sends other than a length or chunks is told off rather than waited for.
func (w *wire) answer() (status int, refusal []byte, err error) {
	line, err := w.line()
	if err != nil {
		return 0, nil, err
	}
	if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.1 ")) {
		return 0, nil, fmt.Errorf("no answer of HTTP/1.1: %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, err
	}
	length, chunked := -1, false
	for {
		if line, err = w.line(); err != nil {
			return 0, nil, err
		}
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(": "))
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, nil, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = bytes.EqualFold(value, []byte("chunked"))
		}
	}
	var told bytes.Buffer
	switch {
	case chunked:
		err = w.chunks(&told)
	case length >= 0:
		err = w.take(&told, length)
	case status != http.StatusNoContent:
		err = errors.New("an answer without a length")
	}
	if status/100 != 2 {
		refusal = told.Bytes()
	}
	return status, refusal, err
}

// line reads a line without its end; it is good until the next reading.
func (w *wire) line() ([]byte, error) {
	line, err := w.in.ReadSlice('\n')
	return bytes.TrimRight(line, "\r\n"), err
}

func (w *wire) chunks(told *bytes.Buffer) error {
	for {
		line, err := w.line()
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(string(line), 16, 32)
		if err != nil {
			return err
		}
		if err := w.take(told, int(n)); err != nil {
			return err
		}
		if _, err := w.line(); err != nil || n == 0 {
			return err
		}
	}
}

// take reads n bytes and keeps the first 400 of an answer.
func (w *wire) take(told *bytes.Buffer, n int) error {
	if keep := min(n, 400-told.Len()); keep > 0 {
		if _, err := io.CopyN(told, w.in, int64(keep)); err != nil {
			return err
		}
		n -= keep
	}
	_, err := w.in.Discard(n)
	return err
}
