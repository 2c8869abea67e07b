package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"yice/internal/app"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
)

type policyCmd struct {
	Load    policyLoadCmd    `cmd:"" help:"Take the parameters of a file into force, as their documents have set them."`
	Replay  policyReplayCmd  `cmd:"" help:"Compute every assessment again under its own versions; any difference is an error."`
	Check   policyCheckCmd   `cmd:"" help:"Check rule sets; every problem is named with line and column."`
	Test    policyTestCmd    `cmd:"" help:"Run the worked tests of the rule sets."`
	Export  policyExportCmd  `cmd:"" help:"Write the rule sets in force in the book, with the worked tests that their versions brought along, as files."`
	Explain policyExplainCmd `cmd:"" help:"Compute a case by a rule set and print every step with the sentence for the applicant."`
	Example policyExampleCmd `cmd:"" help:"Print the parameters of the Daqing demo, a file to start from."`
}

type policyLoadCmd struct {
	book
	File string `arg:"" help:"JSON file (see: yice policy example)." type:"existingfile"`
}

func (c *policyLoadCmd) Run(ctx context.Context) error {
	file, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	return withBook(ctx, c.book, policy.PermLoad, func(ctx context.Context, a *app.App) error {
		got, err := a.Policy.Load(ctx, file)
		if err == nil {
			fmt.Printf("新增 %d 项，已有 %d 项 (%d added, %d already there)\n", got.Added, got.Present, got.Added, got.Present)
		}
		return err
	})
}

type policyReplayCmd struct{ book }

func (c *policyReplayCmd) Run(ctx context.Context) error {
	return withBook(ctx, c.book, policy.PermReplay, func(ctx context.Context, a *app.App) error {
		got, err := a.Policy.Replay(ctx)
		if err != nil {
			return err
		}
		for _, d := range got.Differences {
			fmt.Printf("%s case %s: %s: %q is now %q\n", d.ID, d.CaseID, d.What, d.Stored, d.Now)
		}
		fmt.Printf("重算 %d 份测算，%d 份不一致 (%d recomputed, %d differ)\n", got.Checked, len(got.Differences), got.Checked, len(got.Differences))
		if len(got.Differences) > 0 {
			return errors.New("some assessments do not come out as they were stored")
		}
		return nil
	})
}

type policyExampleCmd struct{}

func (c *policyExampleCmd) Run() error {
	_, err := os.Stdout.Write(policy.Daqing())
	return err
}

// withBook opens the book and acts in it as the console, with one permission.
func withBook(ctx context.Context, b book, perm authz.Permission, do func(ctx context.Context, a *app.App) error) (err error) {
	a, err := app.New(ctx, b.config())
	if err != nil {
		return err
	}
	defer func() {
		if cerr := a.Close(); err == nil {
			err = cerr
		}
	}()
	if err := do(authz.With(ctx, authz.System("console", perm)), a); err != nil {
		return errors.New(a.Sentence(err))
	}
	return nil
}
