package app

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"yice/internal/testkit"
)

// TestWiring opens a fresh book with all rooms: sentences that contradict each other, routes that collide and jobs
// registered twice show here.
func TestWiring(t *testing.T) {
	a, err := New(t.Context(), Config{Data: t.TempDir(), DatabaseURL: testkit.URL(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if _, err := a.Jobs.RunDue(t.Context()); err != nil {
		t.Error(err)
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/api/v1/workbench": 401, "/api/v1/policy/params": 401, "/api/v1/nothing": 404} {
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if w.Code != want {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
