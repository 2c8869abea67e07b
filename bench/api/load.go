package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"
)

// A side is one of the compared servers. make builds the next random request of a kind; it is called by many clients.
type side interface {
	name() string
	rows() int
	start(ctx context.Context) error
	stop()
	pid() int
	addr() string // host and port
	make(r request, rnd *rand.Rand) (ask, error)
	// right tells whether the body answers the request; for the two lists it also returns total.
	right(r request, body []byte) (total int, err error)
}

// outcome is what one slice of load gave. cpu is the processor time that the server spent on one request, what it did for
// it after the answer included; load is what the sender spent.
type outcome struct {
	perSecond float64
	p50, p99  time.Duration
	cpu, load time.Duration
}

// newClient talks to a loopback server, for the checks before any time is taken.
func newClient() *http.Client {
	dial := &net.Dialer{Timeout: 5 * time.Second}
	return &http.Client{
		Timeout: time.Minute,
		Transport: &http.Transport{
			DisableCompression: true,
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				host, _, err := net.SplitHostPort(addr)
				if err != nil || host != "127.0.0.1" {
					return nil, fmt.Errorf("load goes to 127.0.0.1 only, not to %s", addr)
				}
				return dial.DialContext(ctx, network, addr)
			},
		},
	}
}

// drive lets clients send one kind of request in a closed loop for the time of the slice. Any refused request is an
// error: a server that answers wrongly is not fast.
func drive(ctx context.Context, sd side, r request, clients int, slice time.Duration) (outcome, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	times := make([][]time.Duration, clients)
	server, self := cpuTime(sd.pid()), cpuTime(os.Getpid())
	begin := time.Now()
	end := begin.Add(slice)
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(uint64(begin.UnixNano()), uint64(c)))
			w, err := dial(sd.addr())
			if err != nil {
				cancel(err)
				return
			}
			defer w.conn.Close()
			for time.Now().Before(end) && ctx.Err() == nil {
				took, err := once(w, sd, r, rnd)
				if err != nil {
					cancel(err)
					return
				}
				times[c] = append(times[c], took)
			}
		})
	}
	wg.Wait()
	took := time.Since(begin)
	if err := context.Cause(ctx); err != nil {
		return outcome{}, err
	}
	all := slices.Concat(times...)
	if len(all) == 0 {
		return outcome{}, errors.New("no request finished")
	}
	slices.Sort(all)
	at := func(share float64) time.Duration {
		return all[int(share*float64(len(all)-1))].Round(10 * time.Microsecond)
	}
	n := time.Duration(len(all))
	o := outcome{perSecond: float64(len(all)) / took.Seconds(), p50: at(0.5), p99: at(0.99), load: (cpuTime(os.Getpid()) - self) / n}
	if err := quiet(ctx, sd.pid()); err != nil {
		return outcome{}, err
	}
	o.cpu = (cpuTime(sd.pid()) - server) / n
	return o, nil
}

// quiet waits until a server has done what it put off, so that this neither falls into another side's slice nor is
// forgotten in its own account.
func quiet(ctx context.Context, pid int) error {
	const look, longest, calm = 200 * time.Millisecond, 10 * time.Second, 12
	still, last := 0, cpuTime(pid)
	for end := time.Now().Add(longest); still < calm && time.Now().Before(end); {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(look):
		}
		now := cpuTime(pid)
		if still++; now-last > look/10 {
			still = 0
		}
		last = now
	}
	return nil
}

func once(w *wire, sd side, r request, rnd *rand.Rand) (time.Duration, error) {
	a, err := sd.make(r, rnd)
	if err != nil {
		return 0, err
	}
	from := time.Now()
	status, refusal, err := w.do(a)
	if err != nil {
		return 0, err
	}
	if status/100 != 2 {
		return 0, fmt.Errorf("%s %s: %d: %s", a.method, a.path, status, refusal)
	}
	return time.Since(from), nil
}

// check sends each kind of request a few times and looks at the answers before any time is taken.
func check(ctx context.Context, sd side) error {
	hc := newClient()
	defer hc.CloseIdleConnections()
	rnd := rand.New(rand.NewPCG(1, 1))
	for _, r := range requests() {
		for range 3 {
			a, err := sd.make(r, rnd)
			if err != nil {
				return err
			}
			req, err := a.request(ctx, sd.addr())
			if err != nil {
				return err
			}
			resp, err := hc.Do(req)
			if err != nil {
				return err
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil {
				return err
			}
			if resp.StatusCode/100 != 2 {
				return fmt.Errorf("%s: %s: %.300s", r, resp.Status, body)
			}
			total, err := sd.right(r, body)
			if err != nil {
				return fmt.Errorf("%s: %w: %.300s", r, err, body)
			}
			if r == listAll && total < sd.rows()*9/10 {
				return fmt.Errorf("%s: total %d of %d rows", r, total, sd.rows())
			}
		}
	}
	return nil
}
