package authn

import (
	"crypto/sha256"
	"sync"
	"sync/atomic"

	"yice/internal/kit/authz"
)

type tokenKey [sha256.Size]byte

// entry is a session as the database last told it. What changes with every request is atomic.
type entry struct {
	session Session
	actor   *authz.Actor
	loaded  int64
	seen    atomic.Int64
	written atomic.Int64
}

// cache keeps sessions for a few seconds. A reader that began before a drop must not store what it read, so every drop
// starts a new generation.
type cache struct {
	mu  sync.RWMutex
	gen uint64
	m   map[tokenKey]*entry
}

// maxCached bounds the cache; beyond it everything is simply read again.
const maxCached = 20000

func newCache() *cache { return &cache{m: map[tokenKey]*entry{}} }

func (c *cache) get(k tokenKey) (*entry, uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.m[k], c.gen
}

func (c *cache) put(k tokenKey, e *entry, gen uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gen != gen {
		return
	}
	if len(c.m) >= maxCached {
		clear(c.m)
	}
	c.m[k] = e
}

func (c *cache) remove(k tokenKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.m, k)
}

// drop forgets the sessions of the users; no user means all.
func (c *cache) drop(userIDs ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	if len(userIDs) == 0 {
		clear(c.m)
		return
	}
	for k, e := range c.m {
		for _, id := range userIDs {
			if e.session.UserID == id {
				delete(c.m, k)
				break
			}
		}
	}
}
