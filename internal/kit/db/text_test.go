package db

import "testing"

func TestPlainPlaceholders(t *testing.T) {
	for in, want := range map[string]string{
		"INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)":             "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)",
		"SELECT 1 WHERE a = $1 OR b = $1":                            "SELECT 1 WHERE a = $1 OR b = $1",
		"UPDATE t SET a = $2 WHERE b = $1":                           "UPDATE t SET a = $2 WHERE b = $1",
		"SELECT '$1' WHERE a = $1":                                   "SELECT '$1' WHERE a = $1",
		"SELECT a FROM t WHERE b = '' AND c = $1":                    "SELECT a FROM t WHERE b = '' AND c = ?",
		"SELECT '?' WHERE a IN ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)": "SELECT '?' WHERE a IN (?,?,?,?,?,?,?,?,?,?,?)",
		"SELECT 1": "SELECT 1",
	} {
		if got := plainPlaceholders(in); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}
