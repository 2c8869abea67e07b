package app

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

// A new table that stores organisation paths must be named in pathColumns, or a moved office would lose its work.
func TestEveryStoredPathMoves(t *testing.T) {
	files, err := filepath.Glob("../kit/db/migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no migrations", err)
	}
	table, column := regexp.MustCompile(`CREATE TABLE (\w+)`), regexp.MustCompile(`^\s*(\w+_path) TEXT`)
	found := map[pathColumn]bool{} // a later migration may make a table anew
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name := ""
		for line := range strings.SplitSeq(string(text), "\n") {
			if m := table.FindStringSubmatch(line); m != nil {
				name = m[1]
			}
			if m := column.FindStringSubmatch(line); m != nil {
				c := pathColumn{name, m[1]}
				found[c] = true
				if !slices.Contains(pathColumns(), c) {
					t.Errorf("%s.%s is not in pathColumns", name, m[1])
				}
			}
		}
	}
	if len(found) != len(pathColumns()) {
		t.Errorf("%d columns in the migrations, %d in the list", len(found), len(pathColumns()))
	}
}

func TestMoveReachesEveryRoom(t *testing.T) {
	s := openSite(t)
	ctx := authz.With(t.Context(), authz.System("test"))
	err := s.app.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := s.app.Org.MoveOrgTx(ctx, tx, s.w.OrgOf("sartu-union").ID, 1, s.w.OrgOf("civil").ID, "机构改革")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
