package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yice/internal/app"
	"yice/internal/module/intake"
)

type importCmd struct {
	Households importHouseholdsCmd `cmd:"" help:"Households from the union's hardship-file form (xlsx or csv), each with a draft case."`
}

type importHouseholdsCmd struct {
	book
	File     string `arg:"" help:"The file." type:"existingfile"`
	DryRun   bool   `name:"dry-run" help:"Check and show the difference; write nothing." xor:"mode" required:""`
	Apply    bool   `help:"Check and write." xor:"mode" required:""`
	GoodRows bool   `name:"good-rows" help:"Write the households without errors; without this, one error stops everything."`
	Reason   string `help:"Typed reason that answers all warnings, for instance a county that was abolished since."`
	Errors   string `help:"Where the error sheet (xlsx) goes; default: beside the file." placeholder:"OUT.xlsx"`
	Window   string `help:"Code of the organisation at whose window the households are entered." default:"union"`
	Again    bool   `help:"Import a file that was imported before once more."`
}

func (c *importHouseholdsCmd) Run(ctx context.Context) (err error) {
	src, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }()
	info, err := src.Stat()
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
	ctx, w, err := a.Intake.Console(ctx, c.Window)
	if err != nil {
		return errors.New(a.Sentence(err))
	}
	bar := &progressBar{out: os.Stderr}
	sheet := c.Errors
	if sheet == "" {
		sheet = strings.TrimSuffix(c.File, filepath.Ext(c.File)) + "-错误清单.xlsx"
	}
	wrote := false
	rep, err := a.Intake.ImportFile(ctx, src, info.Size(), filepath.Base(c.File), w, intake.Options{
		Apply: c.Apply, OnlyGood: c.GoodRows, Again: c.Again, Reason: c.Reason, Progress: bar.show,
		Errors: func() (io.WriteCloser, error) {
			wrote = true
			return os.OpenFile(sheet, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		},
	})
	bar.end()
	if rep.Households > 0 || rep.Before {
		c.print(rep)
	}
	if wrote {
		fmt.Println("错误清单 error sheet:", sheet)
	}
	if err != nil {
		return errors.New(a.Sentence(err))
	}
	return nil
}

func (c *importHouseholdsCmd) print(r intake.Report) {
	if r.Before {
		when := time.UnixMilli(r.EndedAt).Format("2006-01-02 15:04")
		fmt.Printf("这个文件已于 %s 导入过，未再写入（--again 可再次核对并导入）This file was imported at %s before.\n", when, when)
	}
	if len(r.Notes.Unknown) > 0 {
		fmt.Println("未识别的列（已忽略）columns left out:", strings.Join(r.Notes.Unknown, "、"))
	}
	for _, l := range r.Changes {
		fmt.Printf("变更 changed  第 %d 行 %s：%s\n", l.Row, l.Name, strings.Join(l.Texts, "；"))
	}
	for _, l := range r.Bad {
		fmt.Printf("错误 error  %s\n    %s\n", l.Name, strings.Join(l.Texts, "\n    "))
	}
	if more := r.Import.Changed - int64(len(r.Changes)); more > 0 {
		fmt.Printf("…… 另有 %d 户变更 and %d more changed\n", more, more)
	}
	if more := r.Import.Bad - int64(len(r.Bad)); more > 0 && len(r.Bad) > 0 {
		fmt.Printf("…… 另有 %d 户错误 and %d more with errors\n", more, more)
	}
	fmt.Printf("%d 行 %d 户：新建 %d，变更 %d，未变 %d，错误 %d\n", r.Rows, r.Households, r.Added, r.Import.Changed, r.Unchanged, r.Import.Bad)
	fmt.Printf("%d rows, %d households: %d new, %d changed, %d unchanged, %d with errors\n", r.Rows, r.Households, r.Added, r.Import.Changed, r.Unchanged, r.Import.Bad)
}

// progressBar shows on one line of the terminal how far the import is.
type progressBar struct {
	out   *os.File
	told  time.Time
	stage intake.State
	shown bool
}

func (b *progressBar) show(p intake.Progress) {
	if p.Stage == b.stage && p.Done < p.Total && time.Since(b.told) < 200*time.Millisecond {
		return
	}
	if p.Stage != b.stage {
		b.end()
	}
	b.told, b.stage, b.shown = time.Now(), p.Stage, true
	word := map[intake.State]string{"reading": "读取 reading", intake.Checking: "校验 checking", intake.Applying: "写入 writing"}[p.Stage]
	if p.Total > 0 {
		fmt.Fprintf(b.out, "\r%s %d/%d (%d%%)   ", word, p.Done, p.Total, 100*p.Done/p.Total)
		return
	}
	fmt.Fprintf(b.out, "\r%s %d   ", word, p.Done)
}

func (b *progressBar) end() {
	if b.shown {
		fmt.Fprintln(b.out)
	}
	b.shown = false
}
