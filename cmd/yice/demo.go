package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"yice/internal/app/demo"
)

type demoCmd struct {
	book
	Listen  string `help:"Address." default:"127.0.0.1:8080" env:"YICE_LISTEN"`
	NoServe bool   `help:"Only make the demo's book."`
}

// Run makes the demo book when the folder has none, then serves it. Codes of a broken step come with the step's day.
func (c *demoCmd) Run(ctx context.Context) error {
	cfg := c.config()
	cfg.Listen = c.Listen
	if !demo.Exists(c.Data) {
		if entries, err := os.ReadDir(c.Data); err == nil && len(entries) > 0 {
			return errors.New("文件夹里已有别的内容，演示数据要放在空文件夹 The folder is not empty: " + c.Data)
		}
		fmt.Fprint(os.Stderr, "正在生成大庆演示数据 Making the Daqing demo … ")
		if err := demo.Create(ctx, cfg, func(s string) { fmt.Fprint(os.Stderr, s, " ") }); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		fmt.Fprintln(os.Stderr, "完成 done")
	}
	if c.NoServe {
		return nil
	}
	now, err := demo.Clock(c.Data)
	if err != nil {
		return err
	}
	cfg.Clock = now
	cfg.PasswordAge = 10 * 365 * 24 * time.Hour // the accounts are older than the rule lets a password be
	fmt.Printf("\n一策演示 Yice demo: http://%s\n所有账号的密码 password of every account: %s\n\n", c.Listen, demo.Password)
	for _, a := range demo.Accounts() {
		fmt.Printf("  %-12s %s\t%s\t%s\n", a.Login, a.Name, strings.Join(a.Roles(), "、"), a.Try)
	}
	fmt.Println()
	return serve(ctx, cfg)
}
