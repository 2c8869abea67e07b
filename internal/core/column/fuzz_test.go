package column

import "testing"

// FuzzRandom looks for a rule set, households and parameters on which columns and rows differ.
func FuzzRandom(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		var sum tally
		once(t, seed, &sum)
	})
}
