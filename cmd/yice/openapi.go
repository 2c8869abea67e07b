package main

import (
	"bytes"
	"encoding/json"
	"os"

	"yice/internal/app"
)

type openAPICmd struct{}

func (openAPICmd) Run() error {
	// The version stays out, so that the committed copy only changes with the routes.
	doc, err := app.OpenAPI("1")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, doc, "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err = b.WriteTo(os.Stdout)
	return err
}
