package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// yice is our side: the released binary with its usual settings, signed in, rights and journal on.
type yice struct {
	*server
	set    settings
	as     string
	n      int
	cookie string
	clerk  string // the clerk's cookie
	book   book
	used   atomic.Int64
}

// book is what `yice bench-fill` tells about the folder that it filled, in bench.json there.
type book struct {
	// Bodies of POST /api/v1/session: of somebody who sees the whole city, and of a clerk who enters cases.
	Session json.RawMessage `json:"session"`
	Clerk   json.RawMessage `json:"clerk"`
	Cases   []struct {      // an even sample, at most 100,000
		ID    string `json:"id"`
		DocNo string `json:"doc_no"`
	} `json:"cases"`
	Filters []struct { // pairs with at least 30 cases
		Area  string `json:"area"`
		State string `json:"state"`
	} `json:"filters"`
	// Body of POST /api/v1/cases: {n} stands for a new number, {doc_no} for an unused citizen ID of somebody born from 1990
	// on; bench-fill itself invents older people only.
	Create json.RawMessage `json:"create"`
}

func newYice(s settings, as string, rows int) *yice { return &yice{set: s, as: as, n: rows} }

func (y *yice) name() string { return y.as }
func (y *yice) rows() int    { return y.n }

func (y *yice) start(ctx context.Context) error {
	dir, log := filepath.Join(y.set.dir, y.as), filepath.Join(y.set.dir, y.as+".log")
	told := filepath.Join(dir, "bench.json")
	if _, err := os.Stat(told); errors.Is(err, os.ErrNotExist) {
		if err := os.RemoveAll(dir); err != nil { // a fill that was broken off
			return err
		}
		if err := runLogged(ctx, log, y.set.yice, "bench-fill", "--data", dir, "--rows", fmt.Sprint(y.n)); err != nil {
			return err
		}
	}
	text, err := os.ReadFile(told)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &y.book); err != nil {
		return err
	}
	if len(y.book.Cases) < min(1000, y.n) || len(y.book.Filters) == 0 || len(y.book.Create) == 0 {
		return errors.New("bench.json names too few cases or filters, or no case to create")
	}
	// The book is kept between runs, so numbers that an earlier run used are not free any more.
	if text, err := os.ReadFile(y.usedFile()); err == nil {
		used, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
		if err != nil {
			return err
		}
		y.used.Store(used)
	}
	addr, err := freeAddr()
	if err != nil {
		return err
	}
	if y.server, err = launch(ctx, log, addr, "/readyz", y.set.yice, "serve", "--data", dir, "--listen", addr); err != nil {
		return err
	}
	if y.cookie, err = y.signIn(ctx, y.book.Session); err != nil {
		return err
	}
	y.clerk, err = y.signIn(ctx, y.book.Clerk)
	return err
}

func (y *yice) signIn(ctx context.Context, body json.RawMessage) (string, error) {
	resp, err := post(ctx, y.base+"/api/v1/session", "", body, nil)
	if err != nil {
		return "", err
	}
	var pairs []string
	for _, c := range resp.Cookies() {
		pairs = append(pairs, c.Name+"="+c.Value)
	}
	return strings.Join(pairs, "; "), nil
}

func (y *yice) usedFile() string { return filepath.Join(y.set.dir, y.as+".used") }

func (y *yice) stop() {
	if y.server == nil {
		return
	}
	y.server.stop()
	if err := os.WriteFile(y.usedFile(), fmt.Append(nil, y.used.Load()), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, "apibench:", err)
	}
}

// citizenID is the n-th valid number of people of Sartu district born from 1990 on.
func citizenID(n int64) string {
	born := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n/999)%9000)
	body := fmt.Sprintf("230602%s%03d", born.Format("20060102"), n%999+1)
	sum, weight := 0, 1
	for i := len(body) - 1; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(body[i]-'0') * weight
	}
	return body + string("10X98765432"[sum%11])
}

func (y *yice) make(r request, rnd *rand.Rand) (ask, error) {
	a := ask{method: http.MethodGet, path: "/api/v1/cases", field: "Cookie", value: y.cookie}
	c := y.book.Cases[rnd.IntN(len(y.book.Cases))]
	switch r {
	case view:
		a.path += "/" + c.ID
	case find:
		a.method, a.path = http.MethodPost, a.path+"/find"
		a.body = fmt.Appendf(nil, `{"doc_no":%q}`, c.DocNo)
	case listAll:
		a.path += "?limit=30"
	case listSome:
		f := y.book.Filters[rnd.IntN(len(y.book.Filters))]
		a.path += "?limit=30&area=" + url.QueryEscape(f.Area) + "&state=" + url.QueryEscape(f.State)
	case create:
		n := y.used.Add(1)
		a.method, a.value = http.MethodPost, y.clerk
		a.body = bytes.ReplaceAll(y.book.Create, []byte("{n}"), fmt.Append(nil, n))
		a.body = bytes.ReplaceAll(a.body, []byte("{doc_no}"), []byte(citizenID(n)))
	}
	return a, nil
}

func (y *yice) right(r request, body []byte) (int, error) {
	var out struct {
		ID    string            `json:"id"`
		Items []json.RawMessage `json:"items"`
		Total int               `json:"total"`
	}
	if err := json.Unmarshal(body, &out); err != nil {
		return 0, err
	}
	switch {
	case (r == listAll || r == listSome) && len(out.Items) != 30:
		return 0, fmt.Errorf("%d items", len(out.Items))
	case r == find && out.ID == "" && len(out.Items) != 1:
		return 0, errors.New("not exactly one case")
	case (r == view || r == create) && out.ID == "":
		return 0, errors.New("no id")
	}
	return out.Total, nil
}
