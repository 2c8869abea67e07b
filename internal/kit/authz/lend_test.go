package authz

import "testing"

func TestLend(t *testing.T) {
	a := &Actor{UserID: "u", Reaches: map[Permission][]Reach{"x.see": {{Kind: Org, Path: "/dq/civil/"}}}}
	ctx := With(t.Context(), a)
	lent := Lend(Lend(ctx, "x.do", "/dq/union/"), "x.see", "/dq/union/")
	if RequireAt(lent, "x.do", "/dq/union/sartu/") != nil || RequireAt(lent, "x.see", "/dq/union/") != nil || RequireAt(lent, "x.see", "/dq/civil/") != nil {
		t.Error("not lent")
	}
	if RequireAt(lent, "x.do", "/dq/civil/") == nil {
		t.Error("lent for more than the path")
	}
	if From(lent).UserID != "u" || a.Has("x.do") || len(a.Reaches["x.see"]) != 1 {
		t.Error("the actor himself has changed")
	}
	if From(Lend(t.Context(), "x.do", "/")) != nil || From(Lend(ctx, "x.do", "")) != a {
		t.Error("nobody, or nothing to lend")
	}
}
