package web

import (
	"context"
	_ "embed"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/i18n"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of the kit's own codes.
func Messages() []byte { return messages }

// Client is where a request comes from. Secure tells that the browser's connection is encrypted.
type Client struct {
	Origin string
	Agent  string
	Secure bool
}

// ClientOf tells where the request of the context comes from; the zero Client outside a request.
func ClientOf(ctx context.Context) Client { return requestOf(ctx).client }

// Language is what the request wants to be answered in; Chinese outside a request.
func Language(ctx context.Context) i18n.Language { return requestOf(ctx).lang }

// SetCookie sends a cookie with the answer of the request that the context belongs to.
func SetCookie(ctx context.Context, c *http.Cookie) {
	if h := requestOf(ctx).header; h != nil {
		h.Add("Set-Cookie", c.String())
	}
}

// Cacheable lets browsers and caches between keep the answer for so many seconds: for what anybody may know.
func Cacheable(ctx context.Context, seconds int) {
	if h := requestOf(ctx).header; h != nil {
		h.Set("Cache-Control", fmt.Sprintf("public, max-age=%d", seconds))
		h.Add("Vary", "Accept-Language")
	}
}

const maxAgent = 200

// clientOf believes forwarded headers only when the server stands behind a proxy of its own; the last address is the
// one that this proxy saw.
func clientOf(r *http.Request, behindProxy bool) Client {
	c := Client{Origin: r.RemoteAddr, Agent: strings.ToValidUTF8(r.UserAgent(), "?"), Secure: r.TLS != nil}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		c.Origin = host
	}
	if r.Header.Get("X-Forwarded-Proto") == "https" {
		c.Secure = true
	}
	if behindProxy {
		list := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if ip := net.ParseIP(strings.TrimSpace(list[len(list)-1])); ip != nil {
			c.Origin = ip.String()
		}
	}
	if len(c.Agent) > maxAgent {
		c.Agent = strings.ToValidUTF8(c.Agent[:maxAgent], "")
	}
	return c
}

// Watermark is the last line of a list that leaves the system: who took it, when and what for (domain rules §5.2).
func Watermark(ctx context.Context, now time.Time, purpose string) string {
	who, unit := "", ""
	if a := authz.From(ctx); a != nil {
		who, unit = a.Name, a.OrgName
	}
	at := now.In(clock.Shanghai()).Format("2006-01-02 15:04")
	if Language(ctx) == i18n.English {
		return fmt.Sprintf("Taken by %s, %s, on %s. Purpose: %s", who, unit, at, purpose)
	}
	return fmt.Sprintf("导出人：%s（%s） 时间：%s 用途：%s", who, unit, at, purpose)
}
