package main

import "testing"

func TestCitizenIDHasItsCheckCharacter(t *testing.T) {
	seen := map[string]bool{}
	for n := range int64(3000) {
		id := citizenID(n)
		sum := 0
		for i, c := range id[:17] {
			sum += int(c-'0') * []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}[i]
		}
		if len(id) != 18 || id[17] != "10X98765432"[sum%11] || seen[id] {
			t.Fatalf("%d: %s", n, id)
		}
		seen[id] = true
	}
}
