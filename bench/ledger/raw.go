package main

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "modernc.org/sqlite"
)

// rawPostgres is the floor: a transaction, two postings and two balances in one round trip, without keys, floors or a chain.
func rawPostgres(ctx context.Context, url string, o options, hot bool) (rate, error) {
	pool, err := pgxpool.New(ctx, url+"&pool_max_conns=32")
	if err != nil {
		return rate{}, err
	}
	defer pool.Close()
	for _, text := range []string{
		"DROP TABLE IF EXISTS raw_tx, raw_posting, raw_account",
		"CREATE TABLE raw_tx (id bigserial PRIMARY KEY, at timestamptz DEFAULT now(), memo text)",
		"CREATE TABLE raw_posting (tx bigint, account int, amount bigint)",
		"CREATE INDEX raw_posting_account ON raw_posting (account)",
		"CREATE TABLE raw_account (id int PRIMARY KEY, balance bigint NOT NULL)",
		fmt.Sprintf("INSERT INTO raw_account SELECT g, 0 FROM generate_series(0, %d) g", o.persons+funds),
	} {
		if _, err := pool.Exec(ctx, text); err != nil {
			return rate{}, err
		}
	}
	gens := generators(16, o.persons, hot)
	return load(ctx, 16, o.time, func(ctx context.Context, client, _ int) error {
		t := gens[client].next()
		b := &pgx.Batch{}
		b.Queue("BEGIN")
		b.Queue("WITH t AS (INSERT INTO raw_tx (memo) VALUES ($1) RETURNING id) INSERT INTO raw_posting SELECT t.id, v.a, v.m FROM t, (VALUES ($2::int, $3::bigint), ($4::int, $5::bigint)) v (a, m)",
			"aid", o.persons+t.fund, -t.amount, t.person, t.amount)
		b.Queue("UPDATE raw_account SET balance = balance + $2 WHERE id = $1", t.person, t.amount)
		b.Queue("UPDATE raw_account SET balance = balance - $2 WHERE id = $1", o.persons+t.fund, t.amount)
		b.Queue("COMMIT")
		return pool.SendBatch(ctx, b).Close()
	})
}

// rawSQLite is the floor of the other engine: two postings and a commit, flushed.
func rawSQLite(ctx context.Context, file string, o options) (rate, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return rate{}, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, text := range []string{
		"CREATE TABLE posting (tx INTEGER, account INTEGER, amount INTEGER)", "CREATE INDEX posting_account ON posting (account)",
	} {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return rate{}, err
		}
	}
	insert, err := db.PrepareContext(ctx, "INSERT INTO posting VALUES (?, ?, ?)")
	if err != nil {
		return rate{}, err
	}
	g := newGenerator(0, o.persons, false)
	var mu sync.Mutex
	return load(ctx, 1, o.time, func(ctx context.Context, _, n int) error {
		mu.Lock()
		defer mu.Unlock()
		t := g.next()
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }()
		for account, amount := range map[int]int64{o.persons + t.fund: -t.amount, t.person: t.amount} {
			if _, err := tx.StmtContext(ctx, insert).ExecContext(ctx, n, account, amount); err != nil {
				return err
			}
		}
		return tx.Commit()
	})
}

func generators(n, persons int, hot bool) []*generator {
	out := make([]*generator, n)
	for i := range out {
		out[i] = newGenerator(i, persons, hot)
	}
	return out
}

// flushes tells how many times a second one page is appended and flushed, the limit behind every single commit.
func flushes(file string, d time.Duration) (float64, error) { return appendAndSync(file, d) }
