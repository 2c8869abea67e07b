package house

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors from the top down; a room imports only from floors below its own, and inside a floor by the written list.
func floors() []string { return []string{"cmd", "app", "module", "core", "kit"} }

// roomOf names the room of a folder of the main module ("module/aid", "kit/db", "web"), or "" for anything else.
func roomOf(dir string) string {
	parts := strings.Split(dir, "/")
	switch {
	case parts[0] == "cmd" && len(parts) > 1:
		return "cmd/" + parts[1]
	case parts[0] == "web" || parts[0] == "rules":
		return parts[0]
	case parts[0] == "internal" && len(parts) > 1 && slices.Contains([]string{"module", "core", "kit"}, parts[1]):
		if len(parts) > 2 {
			return parts[1] + "/" + parts[2]
		}
		return parts[1]
	case parts[0] == "internal" && len(parts) > 1:
		return parts[1]
	}
	return ""
}

func floorOf(room string) int {
	floor, _, _ := strings.Cut(room, "/")
	return slices.Index(floors(), floor)
}

type arrows map[string][]string

func readArrows(t *testing.T, s *sources) arrows {
	t.Helper()
	list := arrows{}
	for _, line := range fenced(t, s.read(t, "docs/ARCHITECTURE.md"), "arrows") {
		from, to, ok := strings.Cut(line, "->")
		if !ok {
			t.Fatalf("arrow line without ->: %q", line)
		}
		from = strings.TrimSpace(from)
		list[from] = append(list[from], strings.Fields(to)...)
	}
	return list
}

// allows tells whether one room may import the other.
func (a arrows) allows(from, to string, test bool) bool {
	if from == to || to == "web" && (from == "app" || strings.HasPrefix(from, "cmd/")) {
		return true
	}
	if to == "rules" { // embedded texts without imports of their own
		return floorOf(from) >= 0 && floorOf(from) <= floorOf("core/rule")
	}
	if to == "testkit" {
		return test || from == "testkit"
	}
	if from == "testkit" || from == "house" {
		return floorOf(to) >= 0 && !strings.HasPrefix(to, "cmd/")
	}
	f, g := floorOf(from), floorOf(to)
	if f < 0 || g < 0 {
		return false
	}
	floor := floors()[f]
	if f < g || slices.Contains(a[from], to) || f == g && slices.Contains(a[floor+"/*"], to) {
		return true
	}
	// a test builds the rooms that its room stands on, and so those that they stand on
	return test && slices.ContainsFunc(a[from], func(below string) bool { return a.allows(below, to, true) })
}

// TestArrows fails on an import that docs/ARCHITECTURE.md does not list. Tests of the app may look at every room.
func TestArrows(t *testing.T) {
	s := mustLoad(t)
	list := readArrows(t, s)
	used := map[string]bool{}
	for _, f := range s.goes {
		from := roomOf(f.dir())
		if from == "" {
			continue
		}
		for _, imp := range f.ast.Imports {
			target, _ := strconv.Unquote(imp.Path.Value)
			dir, ours := strings.CutPrefix(target, modulePath+"/")
			if !ours {
				continue
			}
			to := roomOf(dir)
			used[from+" -> "+to] = true
			if !list.allows(from, to, f.isTest()) {
				t.Errorf("%s: %s may not import %s; the arrows stand in docs/ARCHITECTURE.md", f.path, from, to)
			}
		}
	}
	if len(used) == 0 {
		t.Error("no import inside the house found: the test reads the wrong folder")
	}
}

// TestArrowsAcyclic keeps the written list free of circles and of upward arrows, whether or not code uses them yet.
func TestArrowsAcyclic(t *testing.T) {
	list := readArrows(t, mustLoad(t))
	var walk func(room string, path []string)
	walk = func(room string, path []string) {
		if slices.Contains(path, room) {
			t.Errorf("the arrows go in a circle: %s", strings.Join(append(path, room), " -> "))
			return
		}
		for _, to := range list[room] {
			walk(to, append(slices.Clone(path), room))
		}
	}
	for _, from := range slices.Sorted(maps.Keys(list)) {
		walk(from, nil)
		for _, to := range list[from] {
			if floorOf(from) != floorOf(to) || floorOf(from) < 0 {
				t.Errorf("%s -> %s: the list holds arrows inside one floor only", from, to)
			}
		}
	}
}

// TestLibraries keeps each outside library behind the one room that the table in docs/ARCHITECTURE.md names.
func TestLibraries(t *testing.T) {
	s := mustLoad(t)
	owners := map[string][]string{}
	for _, line := range fenced(t, s.read(t, "docs/ARCHITECTURE.md"), "libraries") {
		lib, rooms, ok := strings.Cut(line, "=")
		if !ok {
			t.Fatalf("library line without =: %q", line)
		}
		owners[strings.TrimSpace(lib)] = strings.Fields(rooms)
	}
	for _, f := range s.goes {
		if f.isTest() {
			continue
		}
		room := roomOf(f.dir())
		for _, imp := range f.ast.Imports {
			target, _ := strconv.Unquote(imp.Path.Value)
			first, _, _ := strings.Cut(target, "/")
			if !strings.Contains(first, ".") {
				continue
			}
			if !ownedBy(owners, target, room) {
				t.Errorf("%s: %s may not import %s; the table of libraries stands in docs/ARCHITECTURE.md", f.path, room, target)
			}
		}
	}
}

func ownedBy(owners map[string][]string, target, room string) bool {
	for lib, rooms := range owners {
		if (target == lib || strings.HasPrefix(target, lib+"/")) && slices.Contains(rooms, room) {
			return true
		}
	}
	return false
}
