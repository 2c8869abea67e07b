package web

import (
	"io/fs"
	"testing"
)

func TestFilesHoldAnIndexPage(t *testing.T) {
	files, _ := Files()
	page, err := fs.ReadFile(files, "index.html")
	if err != nil {
		t.Fatal(err)
	}
	if len(page) == 0 {
		t.Fatal("index.html is empty")
	}
}
