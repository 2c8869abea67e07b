package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/id"
)

const bodyTimeout = 60 * time.Second

// Config is what a Server needs. Authenticate gives the actor of a request (the
// caller's own copy), or nil when nobody is signed in.
type Config struct {
	DB           *db.DB
	Catalogue    *i18n.Catalogue
	Authenticate func(r *http.Request) (*authz.Actor, error)
	App          fs.FS
	Log          *slog.Logger
	Version      string
	// BehindProxy says that a proxy of ours stands in front, whose X-Forwarded-For may be believed.
	BehindProxy bool
	// Answer is how long a typed route may take before it answers 503; 0 means a minute.
	Answer time.Duration
}

// Server answers HTTP.
type Server struct {
	cfg     Config
	mux     *http.ServeMux
	api     huma.API
	handler http.Handler
	routes  []Route
	secrets map[string]bool // patterns of routes with secrets
}

// New registers the routes.
func New(cfg Config, routes []Route) *Server {
	if cfg.Answer == 0 {
		cfg.Answer = time.Minute
	}
	s := &Server{cfg: cfg, mux: http.NewServeMux(), routes: routes, secrets: map[string]bool{}}
	ownErrors()
	hc := huma.DefaultConfig("一策 Yice", cfg.Version)
	hc.OpenAPIPath, hc.DocsPath, hc.SchemasPath = "", "", ""
	hc.CreateHooks = nil // no $schema links in answers
	hc.Formats = formats()
	hc.Components = &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName)}
	huma.DefaultArrayNullable = false
	s.api = humago.New(s.mux, hc)
	for _, r := range routes {
		s.add(r)
	}
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	s.mux.HandleFunc("GET /readyz", s.ready)
	s.mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		s.writeError(w, r, errs.New(errs.NotFound, "not_found"))
	})
	if cfg.App != nil {
		s.mux.Handle("/", app(cfg.App))
	}
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.writeError(w, r, errs.New(errs.Forbidden, "request.cross_origin"))
	}))
	s.handler = s.entry(s.session(cross.Handler(s.once(s.mux))))
	return s
}

type header struct {
	name  string // in its canonical form
	value []string
}

// security is what every answer says to browsers.
func security() []header {
	return []header{
		{"X-Content-Type-Options", []string{"nosniff"}},
		{"X-Frame-Options", []string{"DENY"}},
		{"Referrer-Policy", []string{"no-referrer"}},
		{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
		{"Permissions-Policy", []string{"camera=(self), geolocation=(self), microphone=()"}},
		{"Content-Security-Policy", []string{"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
			"object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"}},
	}
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Routes lists what is registered, for the tests that count.
func (s *Server) Routes() []Route { return s.routes }

// OpenAPI is the document of all typed routes.
func (s *Server) OpenAPI() ([]byte, error) {
	doc := s.api.OpenAPI()
	for _, sc := range doc.Components.Schemas.Map() {
		// A db.JSON column is sent as the document that it holds.
		if inner := sc.Properties["V"]; inner != nil && len(sc.Properties) == 1 {
			*sc = *inner
		}
	}
	return doc.MarshalJSON()
}

// readyTime is how long a database may take to be called alive.
const readyTime = 2 * time.Second

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTime)
	defer cancel()
	if err := s.cfg.DB.Ping(ctx); err != nil {
		s.writeError(w, r, errs.New(errs.Unavailable, "unavailable").Because(err))
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// schemaName puts the room in front, so that two rooms may both have a Filter.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	pkg := t.PkgPath()
	pkg = pkg[strings.LastIndexByte(pkg, '/')+1:]
	if pkg == "" || pkg == "web" || t.Name() == "" {
		return name
	}
	return strings.ToUpper(pkg[:1]) + pkg[1:] + name
}

type requestKey struct{}

type request struct {
	server *Server
	id     string
	lang   i18n.Language
	client Client
	header http.Header // of the answer
}

func requestOf(ctx context.Context) request {
	r, _ := ctx.Value(requestKey{}).(request)
	if r.lang == "" {
		r.lang = i18n.Chinese
	}
	return r
}

type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(code int) {
	if r.status == 0 {
		r.status = code
	}
	if code == http.StatusServiceUnavailable {
		r.Header().Set("Retry-After", retryAfter)
	}
	r.ResponseWriter.WriteHeader(code)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// entry gives every request an id, security headers, a log line and a net for panics.
func (s *Server) entry(next http.Handler) http.Handler {
	always, noStore := security(), []string{"no-store"} // shared by all answers: whoever wants another value sets it, never appends
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rq := request{server: s, id: id.New(start), lang: i18n.Parse(r.Header.Get("Accept-Language")), client: clientOf(r, s.cfg.BehindProxy)}
		h := w.Header()
		rq.header = h
		h["X-Request-Id"] = []string{rq.id}
		for _, x := range always {
			h[x.name] = x.value
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h["Cache-Control"] = noStore
		}
		rec := &recorder{ResponseWriter: w}
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, rq))
		defer func() {
			if p := recover(); p != nil {
				s.cfg.Log.Error("panic", "request", rq.id, "path", r.Pattern, "panic", p)
				if rec.status == 0 {
					s.writeError(rec, r, errs.New(errs.Internal, "internal"))
				}
			}
			if d := time.Since(start); d > time.Second || rec.status >= 500 {
				s.cfg.Log.Warn("request", "request", rq.id, "method", r.Method, "pattern", r.Pattern, "status", rec.status, "ms", d.Milliseconds())
			}
		}()
		next.ServeHTTP(rec, r)
	})
}

func (s *Server) session(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/api/") {
			next.ServeHTTP(w, r)
			return
		}
		if err := checkAddress(r.URL); err != nil {
			s.writeError(w, r, err)
			return
		}
		a, err := s.cfg.Authenticate(r)
		if err != nil {
			s.writeError(w, r, err)
			return
		}
		if a != nil {
			rq := requestOf(r.Context())
			a.Origin, a.Language = rq.client.Origin, string(rq.lang)
			r = r.WithContext(authz.With(r.Context(), a))
		}
		next.ServeHTTP(w, r)
	})
}
