package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
)

// pocketBase runs the peer as its documentation says: default settings, a collection that signed-in users may use.
type pocketBase struct {
	*server
	set   settings
	token string
}

func newPocketBase(s settings) *pocketBase { return &pocketBase{set: s} }

func (p *pocketBase) name() string { return "pocketbase" }
func (p *pocketBase) rows() int    { return p.set.rows }

const (
	peerAdmin    = "admin@example.com"
	peerUser     = "clerk@example.com"
	peerPassword = "a long enough pass phrase"
)

func (p *pocketBase) start(ctx context.Context) error {
	dir := filepath.Join(p.set.dir, p.name())
	_, err := os.Stat(filepath.Join(dir, "data.db"))
	isNew := errors.Is(err, os.ErrNotExist)
	if isNew {
		if err := runLogged(ctx, p.log(), p.set.pocketbase, "superuser", "upsert", peerAdmin, peerPassword, "--dir", dir); err != nil {
			return err
		}
		if err := p.serve(ctx, dir); err != nil {
			return err
		}
		err := p.prepare(ctx)
		p.stop()
		if err != nil {
			return err
		}
	}
	if err := fill(ctx, filepath.Join(dir, "data.db"), p.set.rows); err != nil {
		return err
	}
	if err := p.serve(ctx, dir); err != nil {
		return err
	}
	p.token, err = p.signIn(ctx, "users", peerUser)
	return err
}

func (p *pocketBase) log() string { return filepath.Join(p.set.dir, p.name()+".log") }

func (p *pocketBase) serve(ctx context.Context, dir string) error {
	addr, err := freeAddr()
	if err != nil {
		return err
	}
	p.server, err = launch(ctx, p.log(), addr, "/api/health", p.set.pocketbase, "serve", "--http", addr, "--dir", dir)
	return err
}

func (p *pocketBase) signIn(ctx context.Context, collection, who string) (string, error) {
	var out struct {
		Token string `json:"token"`
	}
	_, err := post(ctx, p.base+"/api/collections/"+collection+"/auth-with-password", "",
		map[string]string{"identity": who, "password": peerPassword}, &out)
	return out.Token, err
}

// prepare makes the collection and the user that the load signs in as.
func (p *pocketBase) prepare(ctx context.Context) error {
	admin, err := p.signIn(ctx, "_superusers", peerAdmin)
	if err != nil {
		return err
	}
	signedIn := `@request.auth.id != ""`
	text := func(name string) map[string]any { return map[string]any{"name": name, "type": "text"} }
	_, err = post(ctx, p.base+"/api/collections", admin, map[string]any{
		"name": "cases", "type": "base",
		"listRule": signedIn, "viewRule": signedIn, "createRule": signedIn, "updateRule": signedIn,
		"fields": []any{
			text("name"), text("idno"), text("region"), text("status"),
			map[string]any{"name": "income", "type": "number"},
			text("note"),
			map[string]any{"name": "created", "type": "autodate", "onCreate": true},
		},
		"indexes": []string{
			"CREATE INDEX cases_idno ON cases (idno)",
			"CREATE INDEX cases_region_status ON cases (region, status)",
		},
	}, nil)
	if err != nil {
		return err
	}
	_, err = post(ctx, p.base+"/api/collections/users/records", admin, map[string]any{
		"email": peerUser, "password": peerPassword, "passwordConfirm": peerPassword, "verified": true,
	}, nil)
	return err
}

func (p *pocketBase) make(r request, rnd *rand.Rand) (a ask, err error) {
	a = ask{method: http.MethodGet, path: "/api/collections/cases/records", field: "Authorization", value: p.token}
	n := rnd.IntN(p.set.rows)
	switch r {
	case view:
		a.path += "/" + rowID(n)
	case find:
		a.path += "?perPage=1&skipTotal=1&filter=" + url.QueryEscape(fmt.Sprintf("(idno='%s')", rowNumber(n)))
	case listAll:
		a.path += "?perPage=30"
	case listSome:
		a.path += "?perPage=30&filter=" + url.QueryEscape(fmt.Sprintf("(region='%s'&&status='%s')", region(rnd), state(rnd)))
	case create:
		a.method = http.MethodPost
		a.body, err = json.Marshal(newRow(rnd))
	}
	return a, err
}

func (p *pocketBase) right(r request, body []byte) (int, error) {
	if r == view || r == create {
		return 0, oneRow(body)
	}
	var out struct {
		Items []caseRow `json:"items"`
		Total int       `json:"totalItems"`
	}
	if err := json.Unmarshal(body, &out); err != nil {
		return 0, err
	}
	want := 30
	if r == find {
		want = 1
	}
	if len(out.Items) != want || out.Items[0].IDNo == "" {
		return 0, fmt.Errorf("%d items", len(out.Items))
	}
	return out.Total, nil
}

func oneRow(body []byte) error {
	var c caseRow
	if err := json.Unmarshal(body, &c); err != nil {
		return err
	}
	if c.ID == "" || c.IDNo == "" || c.Name == "" {
		return errors.New("an empty row")
	}
	return nil
}
