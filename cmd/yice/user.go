package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"yice/internal/app"
	"yice/internal/core/org"
)

type userCmd struct {
	Add userAddCmd `cmd:"" help:"Make an administrator: the first account of a new book."`
}

type userAddCmd struct {
	book
	Login         string `arg:"" help:"Login."`
	Name          string `help:"The person's name." required:""`
	Role          string `help:"system_admin, security_admin or audit_admin." enum:"system_admin,security_admin,audit_admin" default:"system_admin"`
	Org           string `help:"Code of the top organisation; it is made when the book is empty." default:"city"`
	OrgName       string `help:"Its name." default:"本市"`
	PasswordStdin bool   `help:"Read the password from standard input instead of asking for it."`
}

func (c *userAddCmd) Run(ctx context.Context) (err error) {
	password, err := c.password()
	if err != nil {
		return err
	}
	a, err := app.New(ctx, c.config())
	if err != nil {
		return err
	}
	defer func() {
		if cerr := a.Close(); err == nil {
			err = cerr
		}
	}()
	err = a.AddAdmin(ctx, app.Admin{Login: c.Login, Name: c.Name, Password: password, Role: c.Role, OrgCode: c.Org, OrgName: c.OrgName})
	if err != nil {
		return errors.New(a.Sentence(err))
	}
	r, _ := org.RoleOf(c.Role)
	fmt.Printf("%s: %s (%s)\n", c.Login, r.ZH, r.EN)
	return nil
}

// password reads one line; the terminal shows what is typed, so scripts and careful people use --password-stdin.
func (c *userAddCmd) password() (string, error) {
	if !c.PasswordStdin {
		fmt.Fprint(os.Stderr, "密码 Password: ")
	}
	line, err := bufio.NewReader(io.LimitReader(os.Stdin, 1024)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", errors.New("no password given")
	}
	return line, nil
}
