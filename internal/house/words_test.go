package house

import (
	"path"
	"regexp"
	"strings"
	"testing"
)

// TestNoOrphanTodo wants a name behind every TODO, so that it is somebody's.
func TestNoOrphanTodo(t *testing.T) {
	s := mustLoad(t)
	todo := regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)
	owned := regexp.MustCompile(`\bTODO\([a-z#][\w#-]*\): `)
	for _, name := range s.files {
		switch path.Ext(name) {
		case ".go", ".ts", ".tsx", ".sql", ".mjs", ".css":
		default:
			continue
		}
		if name == "internal/house/words_test.go" {
			continue
		}
		for i, line := range strings.Split(s.read(t, name), "\n") {
			if todo.MatchString(line) && !owned.MatchString(line) {
				t.Errorf("%s:%d: write TODO(name): … or an issue", name, i+1)
			}
		}
	}
}

// TestNoMachineNames keeps one machine's folders and one network's package hosts out of a repository that is for all.
func TestNoMachineNames(t *testing.T) {
	s := mustLoad(t)
	bad := regexp.MustCompile(`(^|[\s"'=(\x60])/(work|root|home|Users)/[\w.]|\bproxy\.golang\.org|\bregistry\.npmjs\.org|\bregistry\.npmmirror\.com|\bgoproxy\.cn|\bdeb\.debian\.org|\bfiles\.pythonhosted\.org`)
	for _, name := range s.files {
		if name == "internal/house/words_test.go" {
			continue
		}
		for i, line := range strings.Split(s.read(t, name), "\n") {
			if hit := bad.FindString(line); hit != "" {
				t.Errorf("%s:%d: %q belongs to one machine", name, i+1, strings.TrimSpace(hit))
			}
		}
	}
}
